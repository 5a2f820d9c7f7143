// Tiếng Việt: điểm do nơi khác chấm, phiếu lãnh đạo (S9).

export const vi_given = {
  given: {
    title: 'Nhập điểm do nơi khác chấm', list_title: 'Điểm do nơi khác chấm', list_lead: 'Khảo sát, chỉ số khác, điểm cơ quan chức năng, thưởng, trừ: nhập dữ kiện và nguồn; điểm do quy tắc tính. Lần nhập sau thay lần trước, lần trước vẫn nằm trong lịch sử.',
    nothing: 'Không có mục nào do vai trò này nhập.', group: 'Nhóm cơ quan', left: (n: number) => `còn ${n}`, all_there: 'đủ', waits: 'chưa có', enter: 'Nhập…', enter_again: 'Nhập lại…', save: 'Ghi', again: 'Lần này thay lần nhập trước.',
    source_text: 'Văn bản, nguồn dữ kiện', source_number: 'Số văn bản', source_date: 'Ngày', valid_forms: 'Phiếu hợp lệ', sum: 'Tổng điểm trả lời', planned: (n: number) => `(kế hoạch ${n} phiếu)`,
    scale: (least: string, most: string, forms: number) => `Thang trả lời ${least}–${most}` + (forms ? `; cần ít nhất ${forms} phiếu hợp lệ.` : '.'),
    value: (index: string) => `Giá trị ${index}`, rank: (index: string) => `Thứ hạng ${index}`, points: (max: string, step: string | null) => `Điểm (tối đa ${max}${step ? `, bước ${step}` : ''})`,
    fault: {
      answers: 'Nhập số phiếu hợp lệ và tổng điểm trả lời.', value: 'Nhập giá trị, ví dụ 81,25.', rank: 'Nhập thứ hạng từ 1.', counts: 'Nhập số nguyên không âm.', points: 'Điểm phải đúng bước và không vượt điểm chuẩn.', figures: 'Cần nhập đủ số liệu.', reason: 'Cần ghi lý do.', source: 'Cần ghi nguồn của dữ kiện.',
    },
  },
  ballots: {
    title: 'Phiếu lãnh đạo', left: (n: number, of: number) => `Đồng chí còn ${n}/${of} phiếu chưa gửi`, left_in_all: (n: number, of: number) => `Còn ${n}/${of} phiếu chưa có`, none: 'Kỳ này không có phiếu lãnh đạo cho vai trò này.', range: (max: string, step: string) => `thang 0–${max}, bước ${step}`,
    by_department: 'Cơ quan thường trực nhập từ phiếu giấy.', sealed: 'niêm phong', opened: 'đã mở', cast_hidden: 'đã có phiếu, chưa mở', not_cast: 'chưa có phiếu', mine: (office: string) => `Điểm của ${office}`, less: 'Bớt một bước', more: 'Thêm một bước', send: 'Gửi phiếu', change: 'Gửi lại', sent: 'Đã gửi.', kept: 'Đang giữ trên máy này, chưa gửi.', only_you: 'Chỉ đồng chí thấy trước khi mở phiếu.',
    fault: {
      not_a_number: (max: string, step: string) => `Nhập một số từ 0 đến ${max}, bước ${step}.`, above_maximum: (max: string, _: string) => `Tối đa ${max}.`, off_step: (_: string, step: string) => `Chỉ nhận các bước ${step}.`,
    },
    from_paper: 'Nhập từ phiếu giấy…', from_paper_title: 'Phiếu giấy', leader: 'Lãnh đạo', entered: 'đã có', points: (max: string, step: string) => `Điểm (0–${max}, bước ${step})`, paper: 'Phiếu cho điểm', why_again: 'Lý do nhập lại',
    open: 'Mở phiếu…', open_title: 'Mở phiếu trước khi đủ', open_now: 'Mở phiếu', open_effect: (waits: string) => `Các phiếu đã có được mở và tính ngay; chưa có phiếu của: ${waits || 'không ai'}. Không niêm phong lại được.`,
  },
}
