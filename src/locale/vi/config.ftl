# Sentences of config

register-line-unreadable = dòng không đọc được ({ $reason })
register-line-incomplete = dòng thiếu mã hoặc tên đơn vị
register-code-twice = mã { $code } xuất hiện hai lần
register-name-twice = { $name } xuất hiện hai lần
register-empty = danh mục không có đơn vị nào
register-alias-unknown-code = «{ $spelling }»: danh mục không có đơn vị mã { $code }
register-alias-of-another = «{ $spelling }» chính là tên của { $name } (mã { $code }), không thể dùng để chỉ đơn vị khác

schedule-fields = lịch chạy cần 5 trường (phút giờ ngày tháng thứ), đang có { $found }
schedule-minute = phút «{ $text }» không hợp lệ (0 đến 59, *, */15, 0,30)
schedule-hour = giờ «{ $text }» không hợp lệ (0 đến 23, *, */6, 7-17)
schedule-day = ngày trong tháng «{ $text }» không hợp lệ (1 đến 31, *)
schedule-month = tháng «{ $text }» không hợp lệ (1 đến 12, jan đến dec, *)
schedule-weekday = thứ «{ $text }» không hợp lệ (0 hoặc 7 là Chủ nhật, 1 đến 6 là thứ Hai đến thứ Bảy, mon-fri, *)
schedule-nickname = «{ $text }» không hợp lệ (dùng @hourly, @daily, @weekly, @monthly, @yearly hoặc @every 30s)
schedule-never = lịch chạy không bao giờ đến (ví dụ ngày 30 tháng 2)
