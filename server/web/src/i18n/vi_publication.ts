// Tiếng Việt: công bố kết quả.

export const vi_publication = {
  amend: {
    open: 'Sửa đổi giữa kỳ…', title: 'Sửa đổi giữa kỳ', lead: (regulation: string, version: number) => `Kỳ này đang theo ${regulation}, phiên bản ${version}. Xem trước ai bị ảnh hưởng rồi mới chuyển sang phiên bản mới; tài liệu và giải trình đã có được giữ lại.`, version: 'Phiên bản mới', version_of: (n: number) => `phiên bản ${n}`,
    effect: 'Hiệu lực', effects: { this_round: 'cho những hồ sơ còn mở', reopen: 'mở lại cả hồ sơ đã khóa' }, do: 'Chuyển sang phiên bản này', counts: (affected: number, of: number, confirm: number, reopened: number) => `${affected}/${of} đơn vị phải làm lại; ${confirm} hồ sơ phải nộp lại; ${reopened} hồ sơ được mở lại.`,
    change: { unchanged: 'không đổi', words: 'đổi câu chữ', duties: 'đổi yêu cầu', scoring: 'đổi cách chấm', added: 'thêm mới', dropped: 'bỏ' }, redo: { check: 'bổ sung', score: 'chấm lại' }, from: (codes: string) => `trước là ${codes}`, agencies: 'Đơn vị bị ảnh hưởng', score: 'Chấm lại', check: 'Bổ sung', before: 'Điểm trước', after: 'Điểm sau', to_confirm: 'nộp lại', reopened: 'mở lại',
  },
  publication: {
    title: 'Công bố kết quả', lead: 'Mỗi lần công bố gắn với một quyết định và với bảng điểm đúng như tại một sự kiện; đính chính là một lần công bố mới dẫn lại lần trước.', none: 'Kết quả kỳ này chưa được công bố.',
    number: (n: number) => `Lần ${n}`, decision: (number: string, day: string) => `Quyết định ${number} ngày ${day}`, signed: (who: string) => `ký: ${who}`, table: (seq: string) => `bảng tại sự kiện #${seq}`, recorded: (at: string) => `ghi nhận ${at}`, awaited: (n: number) => `${n} dòng điểm còn chờ nơi khác`, corrects: (n: number) => `đính chính lần ${n}`, corrected_by: (n: number) => `đã đính chính bằng lần ${n}`, current: 'đang có hiệu lực',
    reports: 'Báo cáo cấp trên', reported: (to: string, number: string, day: string) => `${to} · ${number} ngày ${day}`, show: 'Xem bảng đã công bố', hide: 'Ẩn bảng', group: 'Nhóm', then: 'Xem lại lúc đó',
    publish: 'Công bố…', correct: 'Đính chính…', report: 'Báo cáo…', publish_title: 'Công bố kết quả', correct_title: (n: number) => `Đính chính lần công bố ${n}`, report_title: (n: number) => `Báo cáo kết quả lần ${n} lên cấp trên`, sure: 'Bảng điểm như hiện tại, hoặc như tại sự kiện ghi dưới đây, được công bố ngay và không rút lại được.',
    decision_number: 'Số quyết định', decision_date: 'Ngày quyết định', signed_by: 'Chức danh người ký', table_seq: 'Bảng tại sự kiện số', table_hint: 'để trống: bảng như hiện tại', reason: 'Lý do', reason_hint: 'cần khi đính chính, hoặc khi công bố trước khi các vòng kết thúc', needed: 'Cần ghi số, ngày quyết định và chức danh người ký.', to: 'Nơi nhận', document_number: 'Số văn bản', document_date: 'Ngày văn bản', report_needed: 'Cần ghi nơi nhận, số và ngày văn bản.', do_publish: 'Công bố', do_report: 'Ghi báo cáo',
  },
}
