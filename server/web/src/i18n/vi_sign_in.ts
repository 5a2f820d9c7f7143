// Tiếng Việt: các bước đăng nhập và tài khoản của mình.

export const vi_sign_in = {
  door: {
    lead: (system: string) => `Hệ thống: ${system}`, oidc: (title: string) => `Đăng nhập bằng ${title}`, or: 'hoặc', local: 'Tài khoản của hệ thống',
    locked: (until: string) => `Đăng nhập sai nhiều lần: tài khoản tạm khóa đến ${until}.`,
    forgot: 'Quên mật khẩu: quản trị hệ thống cấp mật khẩu mới.', wrong_role: 'Sai vai trò hoặc thiếu quyền: hỏi quản trị kỳ của hệ thống này.',
    error: {
      'provider-unreachable': 'Chưa nối được với hệ thống đăng nhập chung.',
      'busy': 'Đang có quá nhiều người chờ hệ thống đăng nhập chung.',
      'cancelled': 'Việc đăng nhập đã được dừng ở hệ thống đăng nhập chung.',
      'access-denied': 'Hệ thống đăng nhập chung không cho phép vào đây.',
      'expired': 'Lần đăng nhập này đã quá lâu, hoặc bắt đầu ở một trình duyệt khác.',
      'not-believed': 'Câu trả lời của hệ thống đăng nhập chung không kiểm chứng được nên không được chấp nhận.',
      'unknown-account': 'Tài khoản công vụ này chưa gắn với ai trong hệ thống.',
      'disabled': 'Tài khoản của đồng chí trong hệ thống này đã bị khóa.',
    } as Record<string, string>,
    way_out: {
      'provider-unreachable': 'Thử lại sau ít phút. Trong lúc chờ, người quản trị dùng tài khoản của hệ thống ở bên dưới.',
      'busy': 'Chờ một phút rồi bấm lại nút đăng nhập.',
      'cancelled': 'Bấm lại nút bên dưới nếu vẫn muốn đăng nhập.',
      'access-denied': 'Hỏi nơi cấp tài khoản công vụ xem tài khoản có được dùng cho hệ thống này không.',
      'expired': 'Bắt đầu lại từ trang này.',
      'not-believed': 'Bắt đầu lại; nếu còn lặp lại, báo quản trị hệ thống.',
      'unknown-account': 'Nhờ quản trị hệ thống gắn nó với tài khoản của đồng chí. Ai đã có mật khẩu thì đăng nhập ở bên dưới.',
      'disabled': 'Hỏi quản trị hệ thống vì sao và nhờ mở lại.',
    } as Record<string, string>,
    error_other: (slug: string) => `Đăng nhập bằng tài khoản công vụ không thành công (${slug}).`, way_out_other: 'Bắt đầu lại; nếu còn lặp lại, báo quản trị hệ thống mã trong ngoặc.',
  },
  factor: {
    title: 'Bước xác thực thứ hai', lead: 'Mở ứng dụng xác thực trên điện thoại và nhập mã 6 chữ số đang hiện.', code: 'Mã 6 chữ số', submit: 'Xác nhận', recovery: 'Dùng mã khôi phục', recovery_code: 'Mã khôi phục', use_app: 'Dùng ứng dụng xác thực',
    wrong: 'Mã không đúng hoặc đã dùng rồi. Chờ mã kế tiếp rồi nhập lại.', code_needed: 'Hãy nhập mã.', waiting: (until: string) => `Nhập sai nhiều lần: thử lại từ ${until}.`, other_account: 'Dùng tài khoản khác',
    prove: 'Trước khi thay thiết bị, hãy nhập mã mà ứng dụng đang dùng hiện ra.', enrol: 'Thiết lập xác thực hai bước', enrol_lead: 'Vai trò này cần xác thực hai bước. Quét mã bằng ứng dụng xác thực (FreeOTP, Google Authenticator, …), rồi nhập mã 6 chữ số mà ứng dụng hiện ra.', enrol_own: 'Quét mã bằng ứng dụng xác thực (FreeOTP, Google Authenticator, …), rồi nhập mã 6 chữ số mà ứng dụng hiện ra.',
    qr: 'Mã QR để thêm tài khoản vào ứng dụng xác thực', secret: 'Không quét được? Nhập khóa này vào ứng dụng:',
    codes: 'Mã khôi phục', codes_lead: 'Mỗi mã dùng được một lần khi không có điện thoại. Các mã chỉ hiện lần này: hãy in hoặc chép lại, cất ở nơi riêng.', copy: 'Chép', copied: 'Đã chép', print: 'In', kept: 'Tôi đã cất các mã này', go_on: 'Tiếp tục',
  },
  password: {
    title: 'Đổi mật khẩu', initial: 'Mật khẩu ban đầu chỉ dùng một lần. Hãy đặt mật khẩu của riêng mình để tiếp tục.', current: 'Mật khẩu hiện tại', current_initial: 'Mật khẩu ban đầu', next: 'Mật khẩu mới', again: 'Nhập lại mật khẩu mới',
    rule: 'Ít nhất 8 ký tự; một câu dễ nhớ là tốt nhất. Không dùng mật khẩu thường gặp hoặc tên tài khoản.', differ: 'Hai lần nhập mật khẩu mới không giống nhau.', short: 'Mật khẩu mới cần ít nhất 8 ký tự.', submit: 'Đổi mật khẩu', done: 'Đã đổi mật khẩu; các phiên khác đã kết thúc.',
    wrong: 'Mật khẩu hiện tại không đúng.', same: 'Mật khẩu mới phải khác mật khẩu hiện tại.',
  },
  set_up: {
    title: 'Thiết lập lần đầu', lead: 'Máy chủ chưa có người quản trị. Nhập mã thiết lập mà máy chủ đã in ra khi khởi động; mã chỉ dùng được một lần.', code: 'Mã thiết lập', login: 'Tài khoản quản trị', name: 'Họ và tên', password: 'Mật khẩu', submit: 'Lập tài khoản quản trị',
    missing: 'Hãy điền đủ các ô.', gone: 'Mã không đúng hoặc đã được dùng.',
  },
  account: {
    title: 'Tài khoản của tôi', open: 'Tài khoản của tôi', sessions: 'Phiên đăng nhập', sessions_lead: 'Những nơi tài khoản này đang đăng nhập. Thấy nơi lạ thì kết thúc phiên và đổi mật khẩu.', current: 'phiên này', opened: 'Bắt đầu', seen: 'Dùng gần nhất', address: 'Địa chỉ', agent: 'Trình duyệt', end: 'Kết thúc', end_others: 'Kết thúc các phiên khác', ended: 'Đã kết thúc.', only_this: 'Không có phiên nào khác.',
    second_factor: 'Xác thực hai bước', has: 'Đang dùng xác thực hai bước.', has_not: 'Chưa dùng xác thực hai bước.', begin: 'Thiết lập…', again: 'Thiết lập lại…',
  },
  leaving: {
    title: 'Còn việc chưa gửi lên máy chủ', lead: 'Những thứ sau chỉ có trên máy này:', edits: (n: number) => `${n} thay đổi chưa được ghi nhận`, typed: (n: number) => `${n} chỗ đang gõ dở`, uploads: (n: number) => `${n} tệp đang tải lên`,
    effect: 'Máy dùng chung thì ở lại đến khi gửi xong, hoặc xóa hết. Giữ lại thì các thứ này nằm trên máy và chỉ hiện khi chính đồng chí đăng nhập lại.', drop: 'Xóa hết và đăng xuất', keep: 'Giữ lại và đăng xuất', stay: 'Ở lại và gửi',
    failed: 'Chưa đăng xuất được', failed_more: 'Không nối được với máy chủ nên phiên chưa kết thúc. Hãy thử lại, hoặc đóng trình duyệt nếu phải rời máy ngay.',
  },
}
