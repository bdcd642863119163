"""Every limit of Starmark in one place, with its unit (formats.md, "Bounds"). Nothing else states one.

Not here is what no answer depends on (how many rows a query takes at once, how much is remembered that is small, how
many lines a command shows), and what a format fixes: lengths of keys and hashes, the sheet of Excel, the symbol of a
QR code.
"""

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
SPECIAL_DEDUCTIONS: Final = 100  # of one evaluation; a larger number is a slip of the pen
DECIDERS: Final = 2  # different staff codes
STAFF_CODE: Final = 40  # characters
REMARK: Final = 2_000  # characters of a private note in the staff journal
VERSIONS: Final = 1_000_000  # versions of one certificate
DAY_TEXT: Final = 40  # characters of a text that can be a day
FIGURES: Final = 40  # digits of a number that staff write; keeps hostile exponents out of the arithmetic
COPIES: Final = 20  # copies of one item of evidence; more is a slip of the pen

# --- encodings -------------------------------------------------------------------------------------------------
EVENT: Final = 65_535  # bytes of an event with all proofs; the limit of a C2SP entry bundle
JSON_DEPTH: Final = 16  # levels of nesting in any JSON we accept
JSON_INTEGER: Final = 2**53 - 1  # largest magnitude of an integer (RFC 8785, I-JSON)
CREDENTIAL: Final = EVENT  # bytes of a credential that we read
JWT: Final = 131_072  # bytes of a compact JWS that we read
JWT_HEADER: Final = 512  # characters of its head
KEY_ADDRESS: Final = 300  # characters of the DID URL of a signing key; our longest is below 100
CBOR_DEPTH: Final = 6  # levels of nesting in CBOR that we read; the token has three
TRUST_LIST: Final = 1_048_576  # bytes of trust.json that we read
QR_TEXT: Final = 2_000  # characters of any QR text that we read
QR_TOKEN: Final = 1_024  # bytes of a COSE token that we read
QR_VERSION: Final = 17  # largest symbol of the certificate QR, at level Q
QR_PAGE_VERSION: Final = 20  # largest symbol of a page's address, at level M: room for any product that is asked about
QR_SHORT_VERSION: Final = 5  # largest symbol of the short QR, at level M
QR_MINIMUM_NAME: Final = 60  # bytes of UTF-8 of the holder's name in the minimum profile
QR_SCALE: Final = 40  # pixels of one module in a picture that we draw
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
MIRROR_ENTRIES: Final = 1_000_000_000  # entries of a log that a mirror believes in: some 10 TB
BUNDLE_FILE: Final = 256 * (2 + EVENT)  # bytes of an entry bundle that we fetch
ROOT_ENTRIES: Final = 1_000  # entries of the body and its keys; a log with more of them is no log of ours
PUBLISHED_FILE: Final = 33_554_432  # bytes of one published file that an audit reads; the largest, a bundle, is smaller
AUDIT_DIFFERENCES: Final = 10_000  # differences that an audit names one by one; the rest are counted
AUDIT_GAP: Final = 10_000  # missing entries named one by one; what stands after a longer gap is no part of the log
AUDIT_UNCOPIED: Final = 20_000  # new entries up to which a SQLite file is audited from a checkpoint as it lies
AUDIT_TRIES: Final = 3  # audits that may be spoilt by somebody who publishes meanwhile
STATUS_LIST_FILE: Final = 65_536  # bytes of a status list credential that we read
STATUS_LIST_HOURS: Final = 24  # hours that one status list may hold, at most
KEY_LIST_FRESH: Final = 600  # seconds after its fetching in which a key that a kept trust list lacks is nobody's
BUNDLE: Final = 8_388_608  # bytes of an offline bundle: some hundred entries of the largest size
BACKUP_MANIFEST: Final = 33_554_432  # bytes of the manifest of a backup: some hundred for each of its files
BACKUP_FILES: Final = 101_000  # files in one backup: keys, fonts, and one for each case with evidence
PUBLISHING_STATE: Final = 1_024  # bytes of the note of what was published last

# --- numbers ---------------------------------------------------------------------------------------------------
NUMBER: Final = 40  # characters of any certificate number
SIZES: Final = (50, 500)  # people of an S and of an M at most, L above, unless a body sets its own
SERIAL_DIGITS: Final = (5, 8)  # digits, fewest and most
SUB_CERTIFICATES: Final = 99  # sub-certificates of one certificate, those that have ended included: `-k` counts to it
TAKE_OVER_AHEAD: Final = 10_000  # serials that a taken-over number of our form may lie beyond the last of its year

# --- days and times --------------------------------------------------------------------------------------------
VALIDITY_YEARS: Final = 3  # calendar years of a certificate, from its day of issue
ISSUE_DAYS_BACK: Final = 90  # days that `issued` may lie before the recording
ISSUE_DAYS_AHEAD: Final = 30  # days that `issued` may lie after it
ACT_DAYS_AHEAD: Final = 30  # days that another act may take effect after its recording
SURVEILLANCE_MONTHS: Final = 12  # at most, from the issue to the first surveillance and from each to the next
SURVEILLANCE_BACK_MONTHS: Final = 12  # how long ago a surveillance that is recorded may have been
SUSPENSION_MONTHS: Final = 6  # calendar months of one suspension, prolongations included
BUILT_ON: Final = 64  # newest entries of the log that every act holds against its signed head
ABANDONED_ACTS: Final = 1  # different acts without an entry that one crash leaves at the end of the staff journal
REPORT_DAY: Final = 10  # day of the next month by which a month is reported to the national register
CLOCK_GAP_DAYS: Final = 7  # days since the last event after which an act wants --confirm-clock

# --- waiting ---------------------------------------------------------------------------------------------------
BUSY_SECONDS: Final = 10  # for which whoever writes to a database waits for another, or for it to answer
READ_BUSY_SECONDS: Final = 2  # for which whoever only reads waits: the page says then that it could not check
COMMIT_LOOKS: Final = 3  # times that a write is looked for whose COMMIT the database did not answer
COMMIT_PAUSE: Final = 1  # seconds between two of them
CACHE_KIB: Final = 262_144  # KiB of page cache of a writer: a batch must not spill before it is committed
PUBLISH_TRIES: Final = 300  # times that the lock of those who publish is tried
PUBLISH_PAUSE: Final = 0.1  # seconds between two of them
FETCH_SECONDS: Final = 20  # without an answer from another host
OUTSIDE_SECONDS: Final = 5  # without an answer from those who are asked before an act
WITNESS_SECONDS: Final = 10  # for a client of a witness to send what it announced
MIRROR_SECONDS: Final = 60  # between two rounds of a mirror, unless it is told otherwise
MIRROR_OLD_SECONDS: Final = 300  # how old an answer of a mirror may be, unless its settings say otherwise
STORES: Final = 16  # places to which one publication is sent
SEND_BATCH: Final = 200  # files sent, and read back, between two notes of how far it came
SEND_READ_BACK: Final = 50  # files of a batch that are read back; of a larger one every so-manieth
SEND_LOOKS: Final = 6  # times that a store is asked whether it has what it was given
SEND_PAUSE: Final = 0.5  # seconds before the second of them, twice as many before each that follows
SEND_TRIES: Final = 5  # rounds that may be spoilt by somebody who publishes meanwhile
SEND_AT_ONCE: Final = 8  # connections to one store
RSYNC_SECONDS: Final = 600  # that one run of rsync over a batch may take
RETRY_SECONDS: Final = 60  # after which whoever could not be answered may ask again
ANSWER_SECONDS: Final = 5  # for which whoever answers others waits for a database server that has been asked
RETRY_SOON_SECONDS: Final = 5  # the same, where others were asking or an act was being written
REPLICAS: Final = 16  # read replicas of one register
REPLICA_SECONDS: Final = 60  # how old an answer from a read replica may be, unless the settings say otherwise
REPLICA_LOOK_SECONDS: Final = 1  # between two looks of a process of the web at primary and replicas
REPLICA_LOOKS: Final = 25  # at the replicas after an act, until they show it
REPLICA_PAUSE: Final = 0.2  # seconds between two of these looks
REGISTER_QUEUE: Final = 48  # requests of one process of the web that may wait for their turn to ask the register
WEB_THREADS: Final = 64  # of one process of the web: those who wait, and room for those who need not

# --- input files and uploads -----------------------------------------------------------------------------------
TOML_FILE: Final = 1_048_576  # bytes
XLSX_FILE: Final = 10_485_760  # bytes
XLSX_UNPACKED: Final = 104_857_600  # bytes after inflating
XLSX_ROWS: Final = 20_000  # rows of one sheet
XLSX_COLUMNS: Final = 100  # columns of one sheet
XLSX_PARTS: Final = 1_000  # files packed in one XLSX
XLSX_HEAD: Final = 120  # characters of a head; more is none
XLSX_HEAD_ROWS: Final = 10  # rows in which the names of the fields are looked for
TOML_DEPTH: Final = 8  # brackets open at once, or dots of one key; a certificate needs two
ERRORS: Final = 200  # errors listed for one certificate or one file
BATCH: Final = 10_000  # certificates of one act; to issue as many takes 400 MiB
KEY_FILE: Final = 16_384  # bytes
PASSPHRASE: Final = (12, 1_024)  # characters, fewest and most
SCRYPT_N: Final = 2**14  # cost of making a key from a passphrase, in time and in memory: 16 MiB
SCRYPT_R: Final = 8  # blocks of memory at once
SCRYPT_P: Final = 5  # times in a row
DECIDERS_JSON: Final = 4_096  # bytes of the JSON list of deciders in one row of the staff journal
TRAIL_JSON: Final = 16_384  # bytes of the JSON of one column of the trail: codes, or commitments by kind
PAPER: Final = 4_194_304  # bytes of the JSON of one paper of a case; the largest, an application, has a tenth of it
EVIDENCE_FILE: Final = 52_428_800  # bytes of one file of evidence
EVIDENCE_FILES: Final = 2_000  # files of evidence that one act takes, and that one case has
FORGOTTEN: Final = 1_000_000  # cases on the list of those that were forgotten
EVIDENCE_AT_ONCE: Final = 536_870_912  # bytes of all files of evidence that one act takes
STAFF: Final = 5_000  # members of staff in the list of a body
SETTINGS_FILE: Final = 65_536  # bytes
IMAGE_FILE: Final = 10_485_760  # bytes of a picture, or of anything else, that is handed in to be verified
IMAGE_PIXELS: Final = 50_000_000  # pixels of a picture; the cameras of telephones stay below
READING_HEAD: Final = 1_024  # bytes in which a PDF must begin
READING_PAGES: Final = 60  # pages of a PDF; the largest certificate has fewer
READING_OBJECTS: Final = 100_000  # objects of a PDF, or notes on one page
READING_LETTERS: Final = 20_000  # letters of one page; one full of the smallest print has fewer
READING_DPI: Final = 200  # dots of an inch at which a page is drawn to find its codes
READING_PIXELS: Final = 8_000_000  # pixels of a drawn page; an A4 page takes half
READING_CODES: Final = 200  # QR codes of one file
READING_LINKS: Final = 500  # different links of one PDF; a tender file of 60 pages has fewer
READING_ATTACHMENTS: Final = 20  # files within one PDF
READING_ATTACHMENT: Final = BUNDLE  # bytes of one that is looked into; the offline file in a report is the largest
READING_MEMORY: Final = 1_073_741_824  # bytes of address space of the process that reads one file
READING_STEP_SECONDS: Final = 1.0  # of the processor for one page or picture
READING_SECONDS: Final = 20  # of the processor for one file
READING_WAIT_SECONDS: Final = 60  # for which whoever handed the file over waits: of a clock, on a busy machine
READING_ANSWER: Final = 16_777_216  # bytes that the process may answer
READING_SCAN: Final = 60  # letters of a file up to which it counts as a picture: scanning programs add their name
READING_VERSIONS: Final = 20  # versions that an unproven paper is held against, the one in force first
READING_SHOWN: Final = 300  # characters of a paper's own words that are repeated

DOCUMENT_BODY: Final = IMAGE_FILE + 65_536  # bytes of a request that hands in a file: the file, and what frames it
DOCUMENT_SECONDS: Final = READING_WAIT_SECONDS + 10  # for one file, the start of the process that judges it included
DOCUMENT_READY_SECONDS: Final = 5  # after the start of the web, when it makes itself ready to judge files
DOCUMENT_QUEUE: Final = 4  # files of one process of the web that may wait for their turn
DOCUMENT_BODIES: Final = 8  # requests of one process of the web whose files may be coming in at once
BODIES_PER_ADDRESS: Final = 4  # requests of one address whose lists, or whose files, may be coming in at once
BODY_SECONDS: Final = 20  # for the body of a request to come in, and one more for each BODY_RATE bytes of it
BODY_RATE: Final = 16_384  # bytes a second; a telephone in a cellar sends a photo of 2 MB in two minutes
BODY_DISCARDED: Final = 52_428_800  # bytes that nobody wants which are taken in, so that the client hears the answer
BODIES_DISCARDED: Final = 8  # requests of one process of which that is done at once
DOCUMENT_MEMORY: Final = 1_610_612_736  # bytes of address space of a process that judges files

# --- a stack of bids -------------------------------------------------------------------------------------------
BIDS: Final = 2_000  # rows checked at once
BID_FILE: Final = 5_242_880  # bytes of a list that is handed in, as file, as pasted lines or as JSON
BID_UNPACKED: Final = 16_777_216  # bytes of an XLSX list after inflating
BID_SHEET_ROWS: Final = 4_000  # rows of one sheet, those without a bid included
BID_CELLS: Final = 60_000  # filled cells of one XLSX list
BID_SECONDS: Final = 60  # for one stack, the start of the process that answers it included; 2,000 rows take three
BID_QUEUE: Final = 4  # stacks of one process of the web that may wait for their turn
BID_BODIES: Final = 8  # requests of one process of the web whose lists may be coming in at once
NEAR_OF_STACK: Final = 50  # unknown names of one stack for which near ones are looked for; some 20 ms each at a million
BID_HEAD_ROWS: Final = 30  # rows with content in which the headings are looked for

# --- what is handed in as text ---------------------------------------------------------------------------------
HANDED_TEXT: Final = JWT  # characters of a code, a credential or a JWT, and bytes of a bundle that needs no child
HANDED_BODY: Final = 4 * JWT  # bytes of JSON that are read where pages are answered: such a text with every escape

# --- papers ----------------------------------------------------------------------------------------------------
DECISION_DAYS: Final = 30  # days from an assessment to its decision, and from that to the issue, where none are set
DECISION_DAYS_MOST: Final = 366  # days that a body may set for either
KEY_MONTHS: Final = 12  # months after which a key is to be rotated, where none are set
KEY_MONTHS_MOST: Final = 60  # months that a body may set for it
COMPLAINT_DAYS: Final = 366  # days within which a body may bind itself to answer a complaint or an appeal
APPEAL_DAYS: Final = 366  # days, or working days, that a body may give for an appeal
REMINDER_MONTHS: Final = 12  # months before its end from which a reminder of renewal is no surprise
RENEWAL_MONTHS: Final = 12 * VALIDITY_YEARS - 1  # months before its end that a renewal may have to be applied for
SIGNING_RSA_BITS: Final = 2_048  # bits, fewest, of the key of a certificate that signs documents
SIGNING_EC_BITS: Final = 256  # the same, of an elliptic curve
SIGNING_CHAIN: Final = 65_536  # bytes of the file of such a certificate and those above it
TIMESTAMP_REPLY: Final = 65_536  # bytes of the answer of a time stamping authority
OWN_FONTS: Final = 32  # font files of a body whose characters are remembered
PAPER_DATA: Final = 16_777_216  # bytes of what a paper is made of, and of the paper, between two processes
PAPER_SECONDS: Final = 60  # for one paper, the start of the process that sets it included; the largest takes one
PAPER_QUEUE: Final = 8  # papers of one process of the web that may wait for their turn
PAPER_MEMORY: Final = 1_610_612_736  # bytes of address space of a process that sets papers; it needs a third
PAPERS_KEPT: Final = 32  # papers of one process of the web that are kept ready
PAPER_KEPT: Final = 524_288  # bytes of a paper that is kept; a usual one has 140 kB

# --- the star mark ---------------------------------------------------------------------------------------------
SLIP_WIDTHS: Final = (15, 20, 30, 50)  # millimetres of the slips in a kit, the least first
PLATE_WIDTHS: Final = (30, 50)  # millimetres of the plates
SCREEN_WIDTHS: Final = (96, 192)  # pixels of the least slip and the least plate on a screen
PRINT_DPI: Final = 300  # dots an inch of its pictures
PNG_LEVEL: Final = 1  # of nine: how hard a picture is pressed
BADGES_KEPT: Final = 1_024  # live badges of one process of the web that are kept ready; one has 25 kB
KITS_KEPT: Final = 8  # kits of one process of the web that are kept ready; one has 1.9 MB
KIT_LEVEL: Final = 1  # of nine: how hard the drawings and texts of a kit are pressed

# --- questions from the web ------------------------------------------------------------------------------------
QUERY: Final = 200  # characters of a search
PRODUCT: Final = 60  # characters of the product that is asked about
NEAREST_ITEMS: Final = 3  # scope items that are named where none covers a product
SCOPES_KEPT: Final = 64  # scopes whose words one process keeps ready; a usual one has 10 kB
QUESTIONS_KEPT: Final = 256  # products asked about that one process keeps read: a page asks thrice, a stack often
WORDS_KEPT: Final = 4_096  # names, services and characters whose forms one process keeps ready
PAGE: Final = 20  # certificates of one page of results
PAGE_MOST: Final = 100  # certificates of one page over the API
QUESTION_WORDS: Final = 6  # words of one question that are looked for each by itself
CANDIDATES: Final = 20_000  # texts that are looked at for those that meet a question in a roundabout way
STEP: Final = 2_000  # of these, the most that are fetched at once
TOGETHER: Final = 1_200  # texts that have one word of a question and are held against its others for one page
NEAR_NAME: Final = 4  # characters typed from which on a name that is one character off counts as found
NEAR_TRIED: Final = 2_000  # texts that are looked at for one that is nearly what was typed
RANKED: Final = 500  # certificates of one search that are put in order together, the newest; then the next ones
FILTERED_RUNS: Final = 20  # such runs gone through for one page of a search under filters
EMPTY_RUNS: Final = 16  # runs without a match gone through before a search says that words never stand together
SUGGESTIONS: Final = 5  # near misses named in a "not found"
CURSOR: Final = 120  # characters of the mark of the next page
REQUEST_BODY: Final = 1_024  # bytes of a request body; no route reads one
CLAIM: Final = 200  # characters that are shown of what a stranger's paper claims
CLAIMED_SCOPE: Final = 1_000  # characters of all the names of a scope that it claims; ours stands whole beside it
FEED: Final = 50  # entries of the feed
TABLE_ROWS: Final = 5_000  # rows of one file of the directory or of the notices; the next file goes on
KEPT_ANSWERS: Final = 2_048  # answers about certificates that one process of the web keeps; some 12 kB each
PREFLIGHT_SECONDS: Final = 86_400  # for which a browser may remember that any page may ask us; it keeps to less itself
COOKIE_SECONDS: Final = 31_536_000  # for which a reader's choice of language is kept: a year
ADDRESS_SECONDS: Final = 10  # of the window in which the questions of one address are counted
ADDRESS_POINTS: Final = 3_000  # points of one address in it and one process, unless a body sets its own
ADDRESSES_READ: Final = 1_024  # addresses of clients that a process of the web need not take apart again
DEAR_POINTS: Final = 5  # of a search, a symbol, a proof, or what is judged; everything else has one
DOCUMENT_POINTS: Final = 60  # of a file that is judged
BID_POINTS: Final = 100  # of a stack of bids
PAPER_POINTS: Final = 30  # of a paper, which is set anew
ANSWER_PIECE: Final = 32_768  # bytes of an answer that count as one point more
CONNECTIONS: Final = 2_048  # of one process of the web at once, and as many that wait to be taken
CONNECTIONS_SECONDS: Final = 1  # between two looks at them
CONNECTIONS_PER_ADDRESS: Final = 256  # of one process, idle ones among them
CONNECTION_IDLE_SECONDS: Final = 3  # without a word after which a connection counts as idle
UNREAD_PER_ADDRESS: Final = 32  # connections of one process whose answers one address does not read
UNREAD_SECONDS: Final = 15  # for which an answer may wait for its reader without losing a byte
HEAD_SECONDS: Final = 10  # for the head of a request to come in, the first as any further one
HEAD: Final = 32_768  # bytes of it
PROXIES: Final = 8  # proxies of its own that may stand before the service
PUBLISHING_SECONDS: Final = 300  # after an entry in which it must be published
WATCH_SECONDS: Final = 1  # between two looks of a process of the web at its children, where figures are counted
HEALTH_ROWS: Final = 500  # rows of each table that one look at the health of the register reads
HEALTH_SECONDS: Final = 1  # for which the answer of a look that found nothing stands for those who ask meanwhile
CSP: Final = 8_192  # bytes of the policy that the built site brings along
TOPICS: Final = 3  # pages of the site that are named to who asks a question where certificates are looked up
TOPICS_FILE: Final = 1_048_576  # bytes of the list of them that the built site brings along
