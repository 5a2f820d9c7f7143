// Tiếng Việt: tài liệu kiểm chứng, chữ ký số, tài liệu mật, thông tin từ bên ngoài.

export const vi_evidence = {
  paper: {
    kind: 'Loại văn bản', no_kind: 'Chưa chọn', issuer: 'Cơ quan ban hành', corrects: 'Đính chính cho', corrects_none: 'Không', corrects_of: (name: string) => `đính chính cho ${name}`, corrected_by: 'đã có bản đính chính',
    dates: 'Ngày của văn bản dùng để tính chậm muộn; giờ tải lên được ghi riêng.', phase: { at_lock: 'có tại lúc khóa', supplement: 'bổ sung sau khi khóa' },
    destroyed: 'Nội dung đã bị hủy theo quyết định; mã băm, dung lượng và việc đính kèm vẫn còn.', view: 'Xem', viewing: 'Đang xem', open: 'Mở trang tiêu chí', expected: 'Tài liệu cần có', known: (name: string) => `Tệp này đã có trong hồ sơ (${name}); dùng lại, không tải lần nữa.`,
    uncounted: { not_submitted: 'Điểm tự chấm không được tính: hồ sơ không nộp trước khi khóa.', without_evidence: 'Điểm tự chấm không được tính: không có tài liệu kiểm chứng như quy định.' },
    kinds: {
      plan: 'Kế hoạch', progress_table: 'Bảng tiến độ', report: 'Báo cáo', decision: 'Quyết định', work_rules: 'Quy chế làm việc', assignment: 'Văn bản phân công', recognised_initiative: 'Sáng kiến được công nhận', legal_document: 'Văn bản quy phạm pháp luật',
      conclusion: 'Kết luận kiểm tra, thanh tra', statistics: 'Số liệu thống kê', screenshot: 'Ảnh chụp màn hình', apology_letter: 'Thư xin lỗi', staff_table: 'Bảng danh sách công chức', settlement_report: 'Báo cáo quyết toán', minutes: 'Biên bản', file_list: 'Danh mục hồ sơ', submission_letter: 'Tờ trình, công văn', other: 'Khác',
    } as Record<string, string>,
  },
  upload_steps: {
    name: 'Tệp', hash: 'SHA-256', send: 'Tải lên', type: 'Kiểm tra loại tệp', attach: 'Đính kèm', signature: 'Kiểm tra chữ ký', done: 'xong', now: 'đang làm', failed: 'không được', resumed: 'tải tiếp từ lần trước', reused: 'dùng lại tệp đã có', retry: 'Thử lại', close: 'Đóng dòng này',
    pending_signature: 'Máy chủ đang kiểm tra chữ ký', unreachable: 'Chưa nối được với máy chủ; tệp được giữ trên máy này.',
  },
  secret: {
    title: 'Tài liệu mật', lead: 'Không tải lên tài liệu mật. Chỉ ghi nhận là có tài liệu; nội dung được trình bày trực tiếp cho thành viên Hội đồng.', declare: 'Khai có tài liệu mật', sure: 'Ghi nhận rằng điểm này dựa vào một tài liệu mật. Không ghi tên, số hay nội dung của tài liệu.', paper: (n: number) => `Tài liệu mật thứ ${n}`, declared: (at: string) => `khai ngày ${at}`,
    no_meeting: 'Chưa trình bày với Hội đồng', meeting: (on: string, number: string) => `Đã trình bày ngày ${on} · biên bản ${number}`, attendance: 'Thành phần dự họp', attendance_hint: 'Mỗi dòng một chức danh hoặc cơ quan, không ghi tên người', held_on: 'Ngày họp', document_number: 'Số biên bản', record: 'Ghi cuộc họp', record_open: 'Ghi cuộc họp…', needed: 'Cần ghi ngày họp, thành phần và số biên bản.',
  },
  own: { title: 'Nguồn của bên thẩm định', lead: (who: string) => `Tài liệu của mục này do ${who} lưu giữ: đơn vị không phải nộp gì thêm, người thẩm định ghi rõ đã xem gì.`, records: 'Đã xem gì trong hồ sơ của mình', needed: 'Cần ghi đã xem hồ sơ nào.', looked: 'Đã xem' },
  outside: {
    title: 'Thông tin từ bên ngoài', none: 'Chưa có thông tin nào.', against: 'trái với điểm tự chấm', supports: 'ủng hộ điểm tự chấm', kind: { media: 'Báo chí', hotline: 'Đường dây nóng', inspection: 'Thanh tra, kiểm tra', follow_up: 'Theo dõi của cơ quan thẩm định', on_site: 'Kiểm tra thực tế' } as Record<string, string>,
    received: 'đã tiếp nhận', confirmed: 'đã xác minh: đúng', dismissed: 'đã xác minh: không đúng', counted: 'đã tính làm căn cứ', answer: 'Trả lời của đơn vị', answer_open: 'Trả lời…', answer_send: 'Gửi trả lời', answer_needed: 'Cần ghi nội dung trả lời.',
    add: 'Ghi nhận thông tin…', add_title: 'Ghi nhận thông tin từ bên ngoài', of_kind: 'Nguồn', source: 'Nêu ở đâu', number: 'Số văn bản', date: 'Ngày', summary: 'Tóm tắt', bears: 'Ảnh hưởng', informant: 'Người cung cấp (được niêm phong)', informant_hint: 'Chỉ lưu dạng mã hóa; đơn vị và người thẩm định không thấy.', record: 'Ghi nhận', needed: 'Cần ghi nguồn và tóm tắt.',
    verify: 'Xác minh…', verify_title: 'Xác minh thông tin', outcome: 'Kết quả', by: 'Cơ quan xác minh', by_needed: 'Cần ghi cơ quan xác minh và văn bản.', count: 'Tính làm căn cứ…', count_title: 'Tính làm căn cứ', count_lead: 'Điểm chỉ đổi bằng ý kiến thẩm định; việc này ghi rằng thông tin là một căn cứ.',
  },
  entry: { title: 'Tiêu chí và tài liệu kiểm chứng', back: 'Về bảng chấm điểm', score: 'Điểm', papers: 'Tài liệu', history: 'Lịch sử', why: 'Vì sao?', parts: 'Các phần của tiêu chí' },
}
