"""The words that the demo makes its fictional firms from. Every firm says 样例 in its name, every branch 虚构."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Line:
    """One line of business: a product or service, and what its service covers. `models` are patterns."""

    trade: str
    name: str
    name_en: str
    category: str
    models: tuple[str, ...] = ()
    includes: tuple[str, ...] = ("安装", "维修")
    excludes: tuple[str, ...] = ()


PLACES: Final = (
    ("北京", "北京市海淀区", "Beijing"),
    ("上海", "上海市浦东新区", "Shanghai"),
    ("杭州", "浙江省杭州市滨江区", "Hangzhou"),
    ("青岛", "山东省青岛市崂山区", "Qingdao"),
    ("合肥", "安徽省合肥市蜀山区", "Hefei"),
    ("佛山", "广东省佛山市顺德区", "Foshan"),
    ("深圳", "广东省深圳市南山区", "Shenzhen"),
    ("成都", "四川省成都市武侯区", "Chengdu"),
    ("武汉", "湖北省武汉市洪山区", "Wuhan"),
    ("西安", "陕西省西安市雁塔区", "Xi'an"),
    ("沈阳", "辽宁省沈阳市浑南区", "Shenyang"),
    ("昆明", "云南省昆明市官渡区", "Kunming"),
    ("乌鲁木齐", "新疆维吾尔自治区乌鲁木齐市天山区", "Urumqi"),
    ("呼和浩特", "内蒙古自治区呼和浩特市赛罕区", "Hohhot"),
)
BRANDS: Final = (
    ("青禾", "Qinghe"),
    ("云帆", "Yunfan"),
    ("海石", "Haishi"),
    ("松涛", "Songtao"),
    ("明远", "Mingyuan"),
    ("千岱", "Qiandai"),
    ("朗润", "Langrun"),
    ("晨曦", "Chenxi"),
    ("瑞禾", "Ruihe"),
    ("天衡", "Tianheng"),
    ("九章", "Jiuzhang"),
    ("拓野", "Tuoye"),
    ("鑫淼", "Xinmiao"),
    ("翎羽", "Lingyu"),
    ("恒昉", "Hengfang"),
    ("砺石", "Lishi"),
    ("赫翊", "Heyi"),
    ("泓远", "Hongyuan"),
)
LINES: Final = (
    Line(
        "家用电器",
        "家用空调器",
        "Household air conditioners",
        "C3852",
        ("KFR-35GW/*", "KFR-50LW/*"),
        ("安装", "维修", "清洗"),
        ("中央空调", "商用多联机"),
    ),
    Line("家用电器", "家用电热水器", "Household electric water heaters", "C3855", (), ("安装", "维修")),
    Line(
        "家用电器",
        "家用洗衣机",
        "Household washing machines",
        "C3856",
        ("XQG100-*", "XQB80-?"),
        ("安装", "维修"),
        ("工业洗衣机",),
    ),
    Line("制冷设备", "商用冷柜", "Commercial freezers", "C3464", ("SC-*",), ("安装", "维修", "巡检")),
    Line("厨卫", "燃气灶具", "Gas cooktops", "C3861", ("JZT-*",), ("安装", "维修", "改气")),
    Line("厨卫", "智能坐便器", "Smart toilets", "C3075", (), ("安装", "维修")),
    Line("家具", "木质家具", "Wooden furniture", "C2110", (), ("配送", "安装", "维修")),
    Line("家具", "办公座椅", "Office Chairs", "C2190", ("BZ-*",), ("配送", "安装")),
    Line("电梯", "乘客电梯", "Passenger lifts", "C3435", ("TKJ*",), ("安装", "维护保养", "应急救援"), ("自动扶梯",)),
    Line("汽车", "新能源乘用车", "New-energy passenger cars", "C3612", (), ("保养", "维修", "道路救援")),
    Line("汽车", "汽车零配件销售", "Sale of motor vehicle parts", "F5263", (), ("配送", "退换")),
    Line("医疗器械", "医用监护仪", "Patient monitors", "C3581", ("PM-9*",), ("安装", "培训", "维修", "校准")),
    Line("仪器仪表", "智能水表", "Smart water meters", "C4016", ("LXSY-*",), ("安装", "检定协助", "维修")),
    Line(
        "软件", "企业资源计划软件", "Enterprise resource planning software", "I6513", (), ("实施", "培训", "远程支持")
    ),
    Line(
        "信息技术",
        "信息系统运行维护服务",
        "Operation and maintenance of information systems",
        "I6540",
        (),
        ("值守", "巡检"),
    ),
    Line("照明", "道路照明灯具", "Road luminaires", "C3872", ("LD-*",), ("安装", "维修")),
    Line("安防", "视频监控设备", "Video surveillance equipment", "C3990", ("IPC-*", "NVR-*"), ("安装", "维修")),
    Line("净水", "家用净水机", "Household water purifiers", "C3859", ("RO-*",), ("安装", "换芯", "维修"), ("管线机",)),
    Line("农机", "轮式拖拉机", "Wheeled tractors", "C3571", ("TA-*",), ("维修", "三包服务", "农忙巡回")),
    Line("教育装备", "交互智能平板", "Interactive flat panels", "C3919", ("IFP-*",), ("安装", "培训", "维修")),
    Line("服装", "职业装销售", "Sale of work clothes", "F5232", (), ("量体", "退换", "修改")),
    Line("物业", "物业管理服务", "Property management services", "K7020", (), ("报修", "回访")),
)
DECIDERS: Final = (
    ("reviewer-01", "decider-01"),
    ("reviewer-02", "decider-01"),
    ("reviewer-03", "decider-02"),
    ("reviewer-01", "decider-02"),
)
CLERKS: Final = ("clerk-01", "clerk-02", "surveillance-01")
LONG_NAME: Final = (
    "西北偏北远东国际联合高新技术产业发展与售后服务保障集团{}家用电器制造安装维修回收一体化（样例）股份有限公司"
)
LONG_NAME_EN: Final = (
    "North by Northwest Far East International United High Technology Industry Development and "
    "After-Sales Service Assurance Group {} (Sample) Co., Ltd."
)
