"""Every bound of Starmark in one place, with its unit (formats.md, "Bounds"). Nothing else states a limit."""

from __future__ import annotations

from typing import Final

# --- what a certificate may hold -------------------------------------------------------------------------------
SCOPE_ITEMS: Final = 200  # items
SITES: Final = 200  # sites
LIST_ENTRIES: Final = 20  # entries of one list (brands, models, includes, excludes, former names)
STRING: Final = 200  # characters of one string
SCOPE_TEXT: Final = 8_000  # characters of the scope as printed
HEADCOUNT: Final = 10_000_000  # people
SCORE_DECIMALS: Final = 6  # places
DECIDERS: Final = 2  # different staff codes
STAFF_CODE: Final = 40  # characters
REMARK: Final = 2_000  # characters of a private note in the staff journal

# --- encodings -------------------------------------------------------------------------------------------------
EVENT: Final = 65_535  # bytes of an event with all proofs; the limit of a C2SP entry bundle
JSON_DEPTH: Final = 16  # levels of nesting in any JSON we accept
JSON_INTEGER: Final = 2**53 - 1  # largest magnitude of an integer (RFC 8785, I-JSON)
CREDENTIAL: Final = EVENT  # bytes of a credential that we read
JWT: Final = 131_072  # bytes of a compact JWS that we read
TRUST_LIST: Final = 1_048_576  # bytes of trust.json that we read
QR_TEXT: Final = 2_000  # characters of any QR text that we read
QR_TOKEN: Final = 1_024  # bytes of a COSE token that we read
QR_VERSION: Final = 17  # largest symbol of the certificate QR, at level Q
QR_SHORT_VERSION: Final = 5  # largest symbol of the short QR, at level M
QR_MINIMUM_NAME: Final = 60  # bytes of UTF-8 of the holder's name in the minimum profile
STATUS_LIST: Final = 131_072  # entries of one W3C Bitstring list
HOST: Final = 40  # characters of the DNS name of the base URL
BASE_URL: Final = 60  # characters

# --- the log and what is published of it -------------------------------------------------------------------------
LOG_SIZE: Final = 2**63 - 1  # entries; what a C2SP tree size may be
LOG_PROOF: Final = 63  # hashes of one inclusion or consistency proof
NOTE: Final = 65_536  # bytes of a signed note (a checkpoint) that we read
NOTE_SIGNATURES: Final = 16  # signatures of one note
NOTE_NAME: Final = 255  # characters of a key's name or of an origin
TLOG_EXTRA: Final = 65_536  # bytes of the opaque extra data of a tlog-proof
TLOG_PROOF: Final = 163_840  # bytes of a tlog-proof that we read: extra in base64, 63 hashes, one note
WITNESS_REQUEST: Final = 69_632  # bytes of an add-checkpoint request: 63 hashes, one note
LOG_KEY_OVERLAP_DAYS: Final = 90  # days for which a rotated log key goes on signing beside its successor
MIRROR_ENTRIES: Final = 10_000_000  # entries of a log that a mirror or a witness goes on with
BUNDLE_FILE: Final = 256 * (2 + EVENT)  # bytes of an entry bundle that we fetch
AUDIT_DIFFERENCES: Final = 10_000  # differences that an audit names one by one; the rest are counted
STATUS_LIST_FILE: Final = 65_536  # bytes of a status list credential that we read
STATUS_LIST_HOURS: Final = 24  # hours that one status list may hold, at most
BUNDLE: Final = 8_388_608  # bytes of an offline bundle: some hundred entries of the largest size
BACKUP_MANIFEST: Final = 1_048_576  # bytes of the manifest of a backup
BACKUP_FILES: Final = 1_000  # files in one backup

# --- numbers ---------------------------------------------------------------------------------------------------
NUMBER: Final = 40  # characters of any certificate number
SERIAL_DIGITS: Final = (5, 8)  # digits, fewest and most
TAKE_OVER_AHEAD: Final = 10_000  # serials that a taken-over number of our form may lie beyond the last of its year

# --- days and times --------------------------------------------------------------------------------------------
VALIDITY_YEARS: Final = 3
ISSUE_DAYS_BACK: Final = 90  # days that `issued` may lie before the recording
ISSUE_DAYS_AHEAD: Final = 30  # days that `issued` may lie after it
ACT_DAYS_AHEAD: Final = 30  # days that another act may take effect after its recording
SUSPENSION_MONTHS: Final = 6  # calendar months of one suspension, prolongations included
ACT_SECONDS: Final = 600  # seconds between an act's row in the staff journal and its entry: it may wait for others
CLOCK_GAP_DAYS: Final = 7  # days since the last event after which an act wants --confirm-clock

# --- input files and uploads -----------------------------------------------------------------------------------
TOML_FILE: Final = 1_048_576  # bytes
XLSX_FILE: Final = 10_485_760  # bytes
XLSX_UNPACKED: Final = 104_857_600  # bytes after inflating
XLSX_ROWS: Final = 20_000  # rows of one sheet
XLSX_COLUMNS: Final = 100  # columns of one sheet
XLSX_PARTS: Final = 1_000  # files packed in one XLSX
ERRORS: Final = 200  # errors listed for one certificate or one file
BATCH: Final = 5_000  # certificates of one act
KEY_FILE: Final = 16_384  # bytes
PASSPHRASE: Final = (12, 1_024)  # characters, fewest and most
SETTINGS_FILE: Final = 65_536  # bytes
IMAGE_FILE: Final = 10_485_760  # bytes of a picture, or of anything else, that is handed in to be verified
IMAGE_PIXELS: Final = 50_000_000  # pixels of a picture; the cameras of telephones stay below

# --- questions from the web ------------------------------------------------------------------------------------
QUERY: Final = 200  # characters of a search
PAGE: Final = 20  # certificates of one page of results
PAGE_MOST: Final = 100  # certificates of one page over the API
SUGGESTIONS: Final = 5  # near misses named in a "not found"
