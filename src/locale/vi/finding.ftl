# Câu nhận xét: ô, sự việc, căn cứ, «Đề nghị …». Biến nào cũng có: $commune (tên đơn vị), $value
# (nội dung ô), $basis (căn cứ). Nhận xét về Tổ và quyết định còn có $ubnd («UBND xã»).

# --- Thành phần Tổ
finding-leader-missing = Danh sách Tổ chưa ghi Tổ trưởng; theo { $basis }, Tổ trưởng là Chủ tịch UBND. Đề nghị { $ubnd } bổ sung.
finding-leader-multiple = Có { $count } người cùng được ghi là Tổ trưởng ({ $value }); theo { $basis }, Tổ trưởng là Chủ tịch UBND. Đề nghị { $ubnd } xác định lại một Tổ trưởng.
finding-leader-not-chairman = Tổ trưởng là { $value }; theo { $basis }, Tổ trưởng là Chủ tịch UBND. Đề nghị { $ubnd } rà soát, kiện toàn.
finding-leader-acting = Tổ trưởng là { $value }; theo { $basis }, Tổ trưởng là Chủ tịch UBND. Ghi nhận phù hợp, đề nghị { $ubnd } cập nhật khi có Chủ tịch UBND.
finding-deputy-not-eligible = Tổ phó { $name } là { $value }; theo { $basis }, Tổ phó có thể bao gồm Phó Chủ tịch UBND, lãnh đạo UB MTTQ Việt Nam, Trưởng phòng Văn hóa - Xã hội. Đề nghị { $ubnd } xem lại.
finding-pvhcc-member-missing = Danh sách Tổ chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung.
finding-pvhcc-member-missing--unread = Danh sách Tổ chưa thấy đủ người của Trung tâm Phục vụ hành chính công ({ $have } trên { $need }), trong khi có người chưa ghi chức vụ; căn cứ { $basis }. Đề nghị { $ubnd } ghi đủ chức vụ hoặc bổ sung.
finding-pvhcc-member-missing--few = Danh sách Tổ mới có { $have } người của Trung tâm Phục vụ hành chính công, cần ít nhất { $need }; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung.
finding-component-missing = Danh sách Tổ chưa có thành phần «{ $component }»; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung.
finding-component-missing--unread = Danh sách Tổ chưa thấy đủ thành phần «{ $component }» ({ $have } trên { $need }), trong khi có người chưa ghi chức vụ; căn cứ { $basis }. Đề nghị { $ubnd } ghi đủ chức vụ hoặc bổ sung.
finding-component-missing--few = Danh sách Tổ mới có { $have } người thuộc thành phần «{ $component }», cần ít nhất { $need }; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung.
finding-two-roles = { $value } được ghi vừa là { $first }, vừa là { $second }, nên chưa đối chiếu được với { $basis }. Đề nghị { $ubnd } xem lại, ghi một vai trò.
finding-position-missing = { $value } chưa ghi chức vụ nên chưa đối chiếu được với { $basis }. Đề nghị { $ubnd } bổ sung.
finding-position-ambiguous--leader = Chức vụ của Tổ trưởng ghi là «{ $value }», chưa đủ rõ để đối chiếu với { $basis }. Đề nghị { $ubnd } ghi đầy đủ chức vụ, cơ quan.
finding-position-ambiguous--deputy = Chức vụ của Tổ phó { $name } ghi là «{ $value }», chưa đủ rõ để đối chiếu với { $basis }. Đề nghị { $ubnd } ghi đầy đủ chức vụ, cơ quan.
finding-position-ambiguous--centre = Trong Tổ có { $name } ({ $value }) liên quan Trung tâm Phục vụ hành chính công, chưa rõ có phải thành viên là CBCCVC của Trung tâm theo { $basis } hay không. Đề nghị { $ubnd } làm rõ.
finding-other-commune-position = Chức vụ của { $name } ghi là «{ $value }», là chức vụ ở đơn vị khác { $commune }; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra lại dòng này.

# --- Quyết định thành lập
finding-decision-missing = Đơn vị đã báo cáo nhưng chưa nêu quyết định thành lập Tổ; căn cứ { $basis }. Đề nghị { $ubnd } ban hành và báo cáo số, ngày quyết định.
finding-decision-missing--later = Quyết định { $value } ký ngày { $date }, sau ngày tính số liệu nên chưa tính; căn cứ { $basis }. Đề nghị theo dõi ở kỳ số liệu sau.
finding-decision-missing--not-yet = Quyết định thành lập Tổ chưa ban hành («{ $value }»); căn cứ { $basis }. Đề nghị { $ubnd } sớm ban hành và báo cáo số, ngày quyết định.
finding-decision-missing--not-reported = Đơn vị chưa báo cáo nội dung nào; căn cứ { $basis }. Đề nghị { $ubnd } ban hành quyết định thành lập Tổ và báo cáo.
finding-decision-missing--no-row = Bảng tổng hợp chưa có dòng của đơn vị; căn cứ { $basis }. Đề nghị { $ubnd } ban hành quyết định thành lập Tổ và báo cáo.
finding-decision-missing--withdrawn = Quyết định đã nêu được ghi là thu hồi («{ $value }»), chưa có quyết định khác; căn cứ { $basis }. Đề nghị { $ubnd } ban hành lại và báo cáo số, ngày quyết định.
finding-decision-incomplete--number = Có ngày ký nhưng chưa có số quyết định, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung số, ký hiệu quyết định.
finding-decision-incomplete--date = Quyết định «{ $value }» chưa có ngày ký, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung ngày ký.
finding-decision-incomplete--status = Cột trạng thái ghi «{ $value }» trong khi dòng này nêu quyết định «{ $number }», nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } ghi lại trạng thái hoặc số, ngày quyết định.
finding-decision-incomplete--note = Ghi chú viết «{ $value }» trong khi dòng này nêu quyết định «{ $number }», nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } ghi lại ghi chú hoặc số, ngày quyết định.
finding-decision-incomplete--broken = Ô số hoặc ngày quyết định chỉ có công thức lỗi, chưa có kết quả, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } nhập thẳng số, ngày quyết định.
finding-decision-incomplete--both = Có báo cáo về quyết định nhưng chưa nêu số và ngày ký, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung số, ngày quyết định.
finding-decision-late = Quyết định ký ngày { $value }, sau hạn { $last_day }; căn cứ { $basis }. Đề nghị { $ubnd } lưu ý thời hạn.
finding-decision-date-implausible--before = Ngày ký { $value } trước ngày { $began }, khi đơn vị hành chính hiện nay chưa hoạt động; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra lại ngày ký, hoặc gửi quyết định của đơn vị hiện nay.
finding-decision-date-implausible--after = Ngày ký { $value } sau ngày lấy số liệu { $today }; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra lại ngày ký.
finding-decision-date-implausible--swapped = Ngày ký { $value } ngoài khoảng từ { $began } đến { $today }, có thể đảo ngày và tháng (ngày { $swapped }); căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra lại ngày ký.
finding-decision-date-implausible--two-ways = Ngày ký có thể là { $value } hoặc { $swapped }: cột này đã lẫn thứ tự ngày và tháng, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra, ghi lại ngày ký theo thứ tự ngày/tháng/năm.
finding-decision-incomplete--shared = Ô quyết định «{ $value }» gộp chung dòng của nhiều đơn vị nên chưa xác định được là quyết định của đơn vị nào; căn cứ { $basis }. Đề nghị { $ubnd } ghi riêng số, ngày quyết định của đơn vị.
finding-decision-not-a-decision = Văn bản «{ $value }» là loại văn bản khác, không phải quyết định thành lập Tổ; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung số, ngày quyết định.
finding-decision-number-odd = Số, ký hiệu «{ $value }» khác mẫu thường dùng «15/QĐ-UBND»; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra lại số, ký hiệu.
finding-decision-number-odd--several = Ô ghi nhiều quyết định («{ $value }»), tạm lấy quyết định { $number }; căn cứ { $basis }. Đề nghị { $ubnd } ghi rõ quyết định nào thành lập Tổ.
finding-decision-backdated = Quyết định ghi ngày ký { $value } (trong hạn { $last_day }) nhưng đến ngày { $seen } mới thấy trong bảng; căn cứ { $basis }. Đề nghị đối chiếu bản ký.
finding-decision-withdrawn = Lần lấy số liệu ngày { $seen } có quyết định { $value } ngày { $date }, nay không còn; căn cứ { $basis }. Đề nghị { $ubnd } xác nhận quyết định còn hiệu lực hay đã thu hồi.

# --- Cột đếm: $title (tên chỉ tiêu), $unit, $of (tổng số), $target (mức phải đạt), $last_day (hạn)
finding-count-missing = Đơn vị chưa báo cáo số liệu «{ $title }»; căn cứ { $basis }. Đề nghị { $ubnd } báo cáo.
finding-count-missing--later = Số liệu «{ $title }» trong bảng lấy ngày { $seen }, chưa biết số đến ngày { $day }; căn cứ { $basis }. Đề nghị { $ubnd } báo cáo số đến ngày { $day }, nếu có.
finding-count-unclear = Số liệu «{ $title }» ghi là «{ $value }», không phải một số đếm, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } chỉ ghi số.
finding-count-unclear--negative = Số liệu «{ $title }» ghi là { $value }, là số âm, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra, ghi lại.
finding-count-unclear--several = Số liệu «{ $title }» ghi khác nhau ở nhiều ô, hoặc một ô gộp của nhiều đơn vị («{ $value }»), nên chưa xác định được số nào đúng; căn cứ { $basis }. Đề nghị { $ubnd } thống nhất một số.
finding-count-unclear--of = Tổng số để tính «{ $title }» ghi là «{ $value }», không phải một số đếm, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } ghi lại tổng số.
finding-count-unclear--of-missing = Số liệu «{ $title }» ghi là { $value } nhưng chưa có tổng số để tính tỷ lệ; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung tổng số.
finding-count-unclear--number-missing = Có tổng số { $of } nhưng chưa ghi số liệu «{ $title }»; căn cứ { $basis }. Đề nghị { $ubnd } bổ sung.
finding-count-unclear--zero = Số liệu «{ $title }» ghi là { $value } trên tổng số 0 nên không tính được tỷ lệ; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra tổng số.
finding-count-unclear--more = Số liệu «{ $title }» ghi là { $value }, nhiều hơn tổng số { $of }, nên chưa đủ căn cứ xác nhận; căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra cả hai số.
finding-count-below = Số liệu «{ $title }» là { $value }/{ $of }, chưa đạt { $target } (hạn { $last_day }); căn cứ { $basis }. Đề nghị { $ubnd } tiếp tục thực hiện, cập nhật số liệu.
finding-count-undated = Số liệu «{ $title }» là { $value }/{ $of }, đạt { $target }, lần đầu thấy ngày { $seen }, sau hạn { $last_day }, trước đó chưa có số liệu, nên chưa xác định được có đúng hạn hay không; căn cứ { $basis }. Đề nghị đối chiếu với hồ sơ của đơn vị.

# --- Số liệu trong bảng
finding-commune-unknown--none = Tên đơn vị «{ $value }» không có trong { $basis }. Đề nghị kiểm tra lại tên, hoặc khai báo cách viết này trong cấu hình.
finding-commune-unknown--candidates = Tên đơn vị «{ $value }» không có trong { $basis }; tên gần nhất: { $candidates }. Đề nghị xác nhận đơn vị.
finding-commune-unknown--dissolved = «{ $old }» là đơn vị trước sắp xếp, nay thuộc { $into }; căn cứ { $basis }. Đề nghị xác nhận số liệu của đơn vị nào.
finding-commune-ambiguous = Tên đơn vị «{ $value }» có thể là { $candidates }; căn cứ { $basis }. Đề nghị ghi đủ dấu để xác định đơn vị.
finding-commune-ambiguous--province = Tên đơn vị «{ $value }» có thể là { $candidates }; căn cứ { $basis }. Đề nghị ghi thêm tỉnh, thành phố để xác định đơn vị.
finding-commune-ambiguous--kind = Tên đơn vị «{ $value }» có thể là { $candidates }; căn cứ { $basis }. Đề nghị ghi rõ xã, phường hay đặc khu để xác định đơn vị.
finding-commune-succeeded = Số liệu của { $value } (đến hết ngày { $until }) được tính cho { $commune }; căn cứ { $basis }. Đề nghị kiểm tra và báo cáo theo đơn vị mới.
finding-commune-succeeded--aside = Số liệu của { $value } (đến hết ngày { $until }) không dùng cho { $commune }, vì đã có quyết định, danh sách Tổ khác; căn cứ { $basis }. Đề nghị kiểm tra và báo cáo theo đơn vị mới.
finding-commune-succeeded--split = Số liệu của { $value } (đến hết ngày { $until }) chưa tính cho đơn vị nào, vì đơn vị này đã chia thành { $into }; căn cứ { $basis }. Đề nghị từng đơn vị mới báo cáo.
finding-commune-folded = Tên đơn vị «{ $value }» được hiểu là { $commune }; căn cứ { $basis }. Đề nghị ghi đúng tên đơn vị.
finding-commune-duplicate--same = { $commune } có nhiều dòng với nội dung như nhau (xem thêm { $other }); căn cứ { $basis }. Đề nghị giữ một dòng.
finding-commune-duplicate--villages-listed = { $commune } ghi { $value } tổ cấp thôn, trong khi danh sách có { $listed } tổ; tạm tính theo danh sách; căn cứ { $basis }. Đề nghị xác định lại.
finding-commune-duplicate--villages-counted = { $commune } ghi số tổ cấp thôn khác nhau: { $value } và { $number } (xem thêm { $other }), nên chưa tính; căn cứ { $basis }. Đề nghị ghi lại một số.
finding-village-unknown--none = Danh mục thôn của { $commune } không có «{ $value }», nên chưa tính là một tổ; căn cứ { $basis }. Đề nghị ghi đúng tên thôn, tổ dân phố.
finding-village-unknown--several = «{ $value }» của { $commune } có thể là { $candidates }, nên chưa tính là một tổ; căn cứ { $basis }. Đề nghị ghi rõ là thôn, tổ dân phố nào.
finding-village-unknown--twice = «{ $value }» của { $commune } là { $village } đã ghi ở ô khác (xem thêm { $other }), chỉ tính một tổ; căn cứ { $basis }. Đề nghị ghi mỗi thôn, tổ dân phố một lần.
finding-village-unknown--more = { $commune } ghi { $value } tổ cấp thôn trong khi danh mục có { $of } thôn, tổ dân phố; căn cứ { $basis }. Đề nghị xác định lại.
finding-commune-duplicate--conflict = { $commune } có nhiều dòng với nội dung khác nhau (xem thêm { $other }), tạm tính theo quyết định hợp lệ ký sớm nhất; căn cứ { $basis }. Đề nghị xác nhận và giữ một dòng.
finding-commune-duplicate--apart = { $commune } có nhiều dòng nêu cùng quyết định nhưng nội dung khác nhau ở ngày ký, danh sách Tổ, ghi chú hoặc đường dẫn (xem thêm { $other }), tạm lấy danh sách của dòng đó; căn cứ { $basis }. Đề nghị xác nhận và giữ một dòng.
finding-commune-duplicate--answer = { $commune } trả lời biểu mẫu nhiều lần, lấy câu trả lời mới nhất ({ $other }); câu trả lời này ghi khác: { $was }; căn cứ { $basis }. Đề nghị kiểm tra lại câu trả lời mới nhất.
finding-member-duplicate = { $value } cũng có trong Tổ của { $other } (trùng tên và trùng điện thoại hoặc thư điện tử); căn cứ { $basis }. Đề nghị { $ubnd } kiểm tra lại.
finding-person-not-named = «{ $value }» không nêu tên người; căn cứ { $basis }. Đề nghị ghi họ tên từng thành viên.
finding-person-not-named--replaced = Ô họ tên ghi việc thay người («{ $value }»), tạm lấy người hiện nay; căn cứ { $basis }. Đề nghị chỉ ghi họ tên người hiện nay.
finding-names-positions-mismatch = Ô có { $names } tên nhưng { $positions } chức vụ nên chưa ghép được người với chức vụ; căn cứ { $basis }. Đề nghị ghi mỗi người một dòng kèm chức vụ.
finding-phone-invalid = Số điện thoại «{ $value }» không đúng dạng; căn cứ { $basis }. Đề nghị kiểm tra lại.
finding-phone-invalid--cell = Số điện thoại «{ $value }» đã bị bảng tính rút gọn, không còn đủ chữ số; căn cứ { $basis }. Đề nghị định dạng cột là văn bản rồi nhập lại số.
finding-phone-invalid--column = Cột có { $value } số điện thoại bị bảng tính rút gọn, không còn đủ chữ số (các ô đầu: { $cells }); căn cứ { $basis }. Đề nghị định dạng cột là văn bản rồi nhập lại các số này.
finding-phone-repaired = Số điện thoại «{ $value }» được hiểu là { $repaired }; căn cứ { $basis }. Đề nghị kiểm tra lại.
finding-phone-repaired--cell = Số điện thoại «{ $value }» mất số 0 ở đầu, được hiểu là { $repaired }; căn cứ { $basis }. Đề nghị kiểm tra lại.
finding-phone-repaired--column = Cột có { $value } số điện thoại mất số 0 ở đầu (các ô đầu: { $cells }), đã đọc có số 0; căn cứ { $basis }. Đề nghị định dạng cột là văn bản.
finding-email-invalid = Thư điện tử «{ $value }» không đúng dạng; căn cứ { $basis }. Đề nghị kiểm tra lại.
finding-date-unreadable = Ngày «{ $value }» không xác định được một ngày cụ thể; căn cứ { $basis }. Đề nghị ghi đủ ngày, tháng, năm.
finding-row-unplaced = Dòng có nội dung «{ $value }» nhưng chưa xác định được thuộc đơn vị nào; căn cứ { $basis }. Đề nghị bổ sung tên đơn vị.
finding-row-unplaced--table = Bảng có tiêu đề «{ $value }» nêu tên đơn vị nhưng không nhận ra cột nào về quyết định hay Tổ, nên các dòng dưới tiêu đề này chưa được đọc; căn cứ { $basis }. Đề nghị ghi tiêu đề theo biểu mẫu nếu đây là báo cáo, hoặc chuyển sang trang khác.
finding-row-unplaced--untitled = Trang «{ $value }» có dòng nêu tên đơn vị và số quyết định nhưng không nhận ra hàng tiêu đề, nên cả trang chưa được đọc; căn cứ { $basis }. Đề nghị ghi hàng tiêu đề theo biểu mẫu ở đầu trang, hoặc xóa trang nếu không phải báo cáo.
finding-row-unplaced--several = { $count } dòng liền nhau có nội dung, bắt đầu bằng «{ $value }», nhưng chưa xác định được thuộc đơn vị nào; căn cứ { $basis }. Đề nghị bổ sung tên đơn vị.
finding-cell-error = Ô báo lỗi công thức ({ $value }); căn cứ { $basis }. Đề nghị sửa công thức hoặc nhập lại nội dung.
finding-cell-error--uncomputed = Ô là công thức chưa có kết quả ({ $value }), nên chưa đọc được; căn cứ { $basis }. Đề nghị mở bằng Excel hoặc LibreOffice, tính lại rồi lưu, hoặc nhập thẳng nội dung.
finding-cell-error--column = Cột có { $value } ô báo lỗi công thức ({ $error }; các ô đầu: { $cells }); căn cứ { $basis }. Đề nghị sửa công thức của cột hoặc nhập lại nội dung.
finding-cell-error--uncomputed-column = Cột có { $value } ô là công thức chưa có kết quả ({ $error }; các ô đầu: { $cells }), nên chưa đọc được; căn cứ { $basis }. Đề nghị mở bằng Excel hoặc LibreOffice, tính lại rồi lưu, hoặc nhập thẳng nội dung.
finding-cell-error--long = Ô có quá nhiều chữ nên chưa đọc được («{ $value }»); căn cứ { $basis }. Đề nghị tách thành nhiều dòng, mỗi người hoặc mỗi quyết định một dòng.
finding-cell-error--beyond = Bảng có { $count } ô có nội dung nằm bên phải cột ZZ, chưa đọc; căn cứ { $basis }. Đề nghị chuyển vào các cột của biểu, hoặc xóa nếu không dùng.
finding-column-ambiguous = Có nhiều cột cùng có thể là { $field ->
    [decision_number] số quyết định
    [decision_date] ngày ký quyết định
    [village_teams] số tổ cấp thôn
   *[other] một nội dung
} («{ $value }») và ghi khác nhau tại { $rows }; căn cứ { $basis }. Đề nghị người vận hành chỉ rõ cột bằng [source.columns] trong tệp của đợt theo dõi, hoặc đơn vị lập bảng chỉ giữ một cột.
finding-column-ambiguous--more = Có nhiều cột cùng có thể là { $field ->
    [decision_number] số quyết định
    [decision_date] ngày ký quyết định
    [village_teams] số tổ cấp thôn
   *[other] một nội dung
} («{ $value }») và ghi khác nhau tại { $rows } và { $more } dòng khác; căn cứ { $basis }. Đề nghị người vận hành chỉ rõ cột bằng [source.columns] trong tệp của đợt theo dõi, hoặc đơn vị lập bảng chỉ giữ một cột.
finding-struck-out = Nội dung «{ $value }» bị gạch ngang nên không tính; căn cứ { $basis }. Đề nghị xóa hẳn, hoặc bỏ gạch nếu còn hiệu lực.
finding-example-row = Bảng có { $count } dòng làm mẫu («{ $value }»), không tính là báo cáo; căn cứ { $basis }. Đề nghị xóa dòng mẫu, hoặc bỏ chữ «{ $value }» nếu đó là báo cáo của đơn vị.
finding-legacy-encoding = Bảng có { $count } ô dùng bảng mã cũ { $encoding }, đã chuyển sang Unicode khi đọc; căn cứ { $basis }. Đề nghị dùng bảng mã Unicode.

# --- Đầu mối hỗ trợ
finding-contact-unreachable = Đầu mối { $value } của «{ $system }» chưa có điện thoại, thư điện tử hoặc nhóm liên lạc; căn cứ { $basis }. Đề nghị bổ sung.
finding-system-without-contact = «{ $value }» chưa có đầu mối hỗ trợ; căn cứ { $basis }. Đề nghị bổ sung.
finding-link-malformed = Đường dẫn «{ $value }» không đúng dạng; căn cứ { $basis }. Đề nghị kiểm tra lại.

# --- Ý nghĩa từng quy tắc
rule-leader-missing = Tổ đã báo cáo nhưng chưa có Tổ trưởng
rule-leader-multiple = Có từ hai người được ghi là Tổ trưởng
rule-leader-not-chairman = Tổ trưởng không phải là Chủ tịch UBND xã, phường, đặc khu
rule-leader-acting = Tổ trưởng là Quyền Chủ tịch UBND: phù hợp, có ghi nhận
rule-deputy-not-eligible = Tổ phó ngoài các nhóm chức vụ mà công văn gợi ý
rule-pvhcc-member-missing = Chưa có thành viên là CBCCVC của Trung tâm Phục vụ hành chính công
rule-component-missing = Thiếu một thành phần trong danh sách do Sở khai báo
rule-two-roles = Một người giữ hai vai trò trong cùng một Tổ
rule-position-missing = Người trong Tổ chưa ghi chức vụ
rule-position-ambiguous = Chức vụ ghi chưa đủ rõ, cần người xem và quyết định
rule-other-commune-position = Chức vụ ghi là của một đơn vị khác
rule-decision-missing = Chưa có quyết định thành lập Tổ tại ngày tính số liệu
rule-decision-incomplete = Có nêu quyết định nhưng thiếu số hoặc ngày, chưa đủ căn cứ xác nhận
rule-decision-late = Quyết định ký sau hạn
rule-decision-date-implausible = Ngày ký trước khi có đơn vị hiện nay, sau ngày lấy số liệu, hoặc có thể đảo ngày và tháng
rule-decision-not-a-decision = Văn bản nêu ra là kế hoạch, công văn, tờ trình, ... không phải quyết định
rule-decision-number-odd = Số, ký hiệu quyết định khác mẫu, hoặc một ô có nhiều quyết định
rule-decision-backdated = Quyết định ghi ngày ký trong hạn nhưng sau hạn mới thấy trong bảng
rule-decision-withdrawn = Quyết định đã thấy ở lần lấy số liệu trước, nay không còn
rule-count-missing = Chưa báo cáo số liệu của cột đếm
rule-count-unclear = Số liệu của cột đếm không đọc được, mâu thuẫn, hoặc nhiều hơn tổng số
rule-count-below = Chưa đạt tỷ lệ đề ra
rule-count-undated = Đã đạt tỷ lệ nhưng chưa rõ có đúng hạn hay không
rule-commune-unknown = Tên đơn vị không có trong danh mục
rule-commune-ambiguous = Tên đơn vị có thể là nhiều đơn vị khác nhau
rule-commune-succeeded = Số liệu của đơn vị đã sáp nhập được tính cho đơn vị kế thừa
rule-commune-folded = Tên đơn vị thiếu dấu hoặc khác dấu, chỉ có một đơn vị phù hợp
rule-commune-duplicate = Một đơn vị có nhiều dòng
rule-village-unknown = Thôn, tổ dân phố không khớp danh mục
rule-member-duplicate = Một người có trong Tổ của hai đơn vị
rule-person-not-named = Ô không nêu tên người
rule-names-positions-mismatch = Số tên và số chức vụ trong một ô không khớp nhau
rule-phone-invalid = Số điện thoại không đúng dạng
rule-phone-repaired = Số điện thoại đã được bổ sung hoặc thay chữ số khi đọc
rule-email-invalid = Thư điện tử không đúng dạng
rule-date-unreadable = Ngày không đọc được thành một ngày cụ thể
rule-row-unplaced = Dòng có nội dung nhưng chưa biết thuộc đơn vị nào
rule-cell-error = Ô báo lỗi công thức
rule-legacy-encoding = Chữ dùng bảng mã cũ, đã chuyển sang Unicode khi đọc
rule-column-ambiguous = Nhiều cột cùng có thể là một nội dung và ghi khác nhau
rule-struck-out = Nội dung bị gạch ngang, không tính
rule-example-row = Dòng làm mẫu («Ví dụ», «Mẫu»), không tính
rule-contact-unreachable = Đầu mối không có điện thoại, thư điện tử hoặc nhóm liên lạc
rule-system-without-contact = Hệ thống chưa có đầu mối hỗ trợ
rule-link-malformed = Đường dẫn không đúng dạng

# --- Tệp quy tắc
rules-unknown-rule = không có quy tắc «{ $value }»
rules-office = «{ $value }» không phải mã chức vụ; mã chức vụ viết thường, không dấu, có thể kèm «:acting», «:in-charge» hoặc «?»
rules-component = mỗi thành phần cần có tên và ít nhất một chức vụ
rules-undated = mỗi [[version]] cần ngày from hoặc until
rules-overlap = hai [[version]] cùng có hiệu lực trong một ngày
rules-at-least = at_least phải từ 1 trở lên
rules-detail-at-least = ít nhất { $count } người
rules-detail-component = { $name }: ít nhất { $count } người
rules-detail-missing-ignore = chưa ghi chức vụ thì không nhắc
rules-detail-missing-warn = chưa ghi chức vụ thì cần xem lại
rules-detail-missing-error = chưa ghi chức vụ thì phải sửa
rules-end-before-beginning = ngày cuối cùng áp dụng đứng trước ngày đầu tiên
rules-word = «{ $value }» không dùng được làm từ ngữ: không để trống, không bắt đầu bằng dấu =, <, > hay dấu cách
rules-word-twice = «{ $value }» đã là từ ngữ của mục khác; mỗi tình trạng, vai trò, trang phải khác nhau
rules-placeholder = câu có chỗ điền không dùng được; các chỗ điền của câu này: { $value }
rules-sheet = «{ $value }» không làm tên trang được: tối đa 31 ký tự, không có [ ] : * ? / \ '

# --- Bản số liệu bị tạm giữ
loss-rows = mất { $lost } trong { $before } dòng số liệu ({ $share }, mức cho phép { $allowed })
loss-decisions = mất quyết định của { $lost } trong { $before } đơn vị ({ $share }, mức cho phép { $allowed })
loss-counts = mất số liệu của { $lost } trong { $before } đơn vị ({ $share }, mức cho phép { $allowed })
loss-changed = { $lost } trong { $before } đơn vị đã có quyết định nay có cả số và ngày khác ({ $share }, mức cho phép { $allowed })
loss-people = { $lost } trong { $before } thành viên không còn hoặc đã thay người khác ({ $share }, mức cho phép { $allowed })
loss-tab = không còn trang «{ $tab }»
loss-columns = trang «{ $tab }» không còn cột { $columns }
column-ordinal = số thứ tự
column-commune = tên đơn vị
column-decision_number = số quyết định
column-decision_date = ngày ký quyết định
column-decision_month = tháng ký quyết định
column-decision_year = năm ký quyết định
column-decision_symbol = ký hiệu quyết định
column-person = họ tên
column-position = chức vụ
column-workplace = đơn vị công tác
column-role = vai trò trong Tổ
column-phone = điện thoại
column-email = thư điện tử
column-link = đường dẫn văn bản
column-note = ghi chú
column-member_count = số thành viên
column-village_teams = số tổ cấp thôn
column-village = tên thôn, tổ dân phố
column-system = hệ thống
column-support = nội dung hỗ trợ
column-unit = đơn vị phụ trách
column-group = nhóm liên lạc
column-guide = tài liệu hướng dẫn
column-status = tình trạng ban hành
column-other_document = văn bản khác
column-document_kind = loại văn bản
column-answered_at = thời điểm trả lời
column-leader = Tổ trưởng
column-deputy = Tổ phó
column-member = thành viên
column-count = số liệu được đếm
