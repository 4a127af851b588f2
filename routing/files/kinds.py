"""The kinds of file the house takes, by extension, and what other files say they are."""

import re

MEDIA_TYPE: dict[str, str] = {
    "pdf": "application/pdf",
    "ofd": "application/ofd",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "wps": "application/wps-office.wps",
    "et": "application/wps-office.et",
    "dps": "application/wps-office.dps",
    "txt": "text/plain",
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "gif": "image/gif",
    "bmp": "image/bmp",
}
MEDIA_TYPES = frozenset(MEDIA_TYPE.values())
ALIAS = {"jpeg": "jpg", "tiff": "tif"}

SPOKEN = "PDF、OFD、Word、Excel、PPT、WPS 文字、表格和演示、TXT、CSV 以及 JPG、PNG、TIF、GIF、BMP 图片"

ARCHIVES = frozenset({"zip", "rar", "7z", "tar", "gz", "tgz", "bz2", "xz"})
WITH_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "pptm", "potm", "ppsm", "xlam"})
# Endings that Windows runs on a double click; never inside a document either.
PROGRAMS = re.compile(r"exe|com|scr|pif|bat|cmd|dll|sys|msi|msp|cpl|jse?|vb[se]|ws[fh]|hta|ps1|jar|lnk|reg|chm")

# What `filetype` calls things, in an office's words.
FOUND = {
    **dict.fromkeys(("exe", "elf", "wasm", "nes", "crx", "deb", "rpm"), "可执行程序"),
    **dict.fromkeys(("zip", "rar", "7z", "tar", "gz", "bz2", "xz", "zst", "cab", "Z", "lz", "lz4"), "压缩包"),
    **dict.fromkeys(("jpg", "png", "apng", "tif", "gif", "bmp", "webp", "heic", "avif", "psd"), "图片"),
    **dict.fromkeys(("mp3", "wav", "amr", "m4a", "aac", "flac", "ogg"), "录音"),
    **dict.fromkeys(("mp4", "avi", "mov", "mkv", "wmv", "flv", "mpg", "3gp", "webm"), "录像"),
    "pdf": "PDF 文件",
    "rtf": "RTF 文件",
    "docx": "新版 Word 文件（docx）",
    "xlsx": "新版 Excel 文件（xlsx）",
    "pptx": "新版 PPT 文件（pptx）",
    "ole": "旧版 Office 或 WPS 文件（doc、xls、ppt、wps、et、dps）",
    "html": "网页",
}
