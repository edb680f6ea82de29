# Sentences of config

register-line-unreadable = dòng không đọc được ({ $reason })
register-line-incomplete = dòng thiếu mã hoặc tên đơn vị
register-code-twice = mã { $code } xuất hiện hai lần
register-name-twice = { $name } xuất hiện hai lần
register-empty = danh mục không có đơn vị nào
register-alias-unknown-code = «{ $spelling }»: danh mục không có đơn vị mã { $code }
register-alias-of-another = «{ $spelling }» chính là tên của { $name } (mã { $code }), không thể dùng để chỉ đơn vị khác
