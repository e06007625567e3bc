;; Widening, narrowing and pairwise operators (specification, 4.3.5).
;; Expected values: computed with V8.

(module
  (func (export "i16x8.extadd_pairwise_i8x16_s") (param v128) (result v128) (i16x8.extadd_pairwise_i8x16_s (local.get 0)))
  (func (export "i16x8.extadd_pairwise_i8x16_u") (param v128) (result v128) (i16x8.extadd_pairwise_i8x16_u (local.get 0)))
  (func (export "i16x8.extend_low_i8x16_s") (param v128) (result v128) (i16x8.extend_low_i8x16_s (local.get 0)))
  (func (export "i16x8.extend_high_i8x16_s") (param v128) (result v128) (i16x8.extend_high_i8x16_s (local.get 0)))
  (func (export "i16x8.extend_low_i8x16_u") (param v128) (result v128) (i16x8.extend_low_i8x16_u (local.get 0)))
  (func (export "i16x8.extend_high_i8x16_u") (param v128) (result v128) (i16x8.extend_high_i8x16_u (local.get 0)))
  (func (export "i32x4.extadd_pairwise_i16x8_s") (param v128) (result v128) (i32x4.extadd_pairwise_i16x8_s (local.get 0)))
  (func (export "i32x4.extadd_pairwise_i16x8_u") (param v128) (result v128) (i32x4.extadd_pairwise_i16x8_u (local.get 0)))
  (func (export "i32x4.extend_low_i16x8_s") (param v128) (result v128) (i32x4.extend_low_i16x8_s (local.get 0)))
  (func (export "i32x4.extend_high_i16x8_s") (param v128) (result v128) (i32x4.extend_high_i16x8_s (local.get 0)))
  (func (export "i32x4.extend_low_i16x8_u") (param v128) (result v128) (i32x4.extend_low_i16x8_u (local.get 0)))
  (func (export "i32x4.extend_high_i16x8_u") (param v128) (result v128) (i32x4.extend_high_i16x8_u (local.get 0)))
  (func (export "i64x2.extend_low_i32x4_s") (param v128) (result v128) (i64x2.extend_low_i32x4_s (local.get 0)))
  (func (export "i64x2.extend_high_i32x4_s") (param v128) (result v128) (i64x2.extend_high_i32x4_s (local.get 0)))
  (func (export "i64x2.extend_low_i32x4_u") (param v128) (result v128) (i64x2.extend_low_i32x4_u (local.get 0)))
  (func (export "i64x2.extend_high_i32x4_u") (param v128) (result v128) (i64x2.extend_high_i32x4_u (local.get 0)))
  (func (export "i16x8.extmul_low_i8x16_s") (param v128 v128) (result v128) (i16x8.extmul_low_i8x16_s (local.get 0) (local.get 1)))
  (func (export "i16x8.extmul_high_i8x16_s") (param v128 v128) (result v128) (i16x8.extmul_high_i8x16_s (local.get 0) (local.get 1)))
  (func (export "i16x8.extmul_low_i8x16_u") (param v128 v128) (result v128) (i16x8.extmul_low_i8x16_u (local.get 0) (local.get 1)))
  (func (export "i16x8.extmul_high_i8x16_u") (param v128 v128) (result v128) (i16x8.extmul_high_i8x16_u (local.get 0) (local.get 1)))
  (func (export "i32x4.dot_i16x8_s") (param v128 v128) (result v128) (i32x4.dot_i16x8_s (local.get 0) (local.get 1)))
  (func (export "i32x4.extmul_low_i16x8_s") (param v128 v128) (result v128) (i32x4.extmul_low_i16x8_s (local.get 0) (local.get 1)))
  (func (export "i32x4.extmul_high_i16x8_s") (param v128 v128) (result v128) (i32x4.extmul_high_i16x8_s (local.get 0) (local.get 1)))
  (func (export "i32x4.extmul_low_i16x8_u") (param v128 v128) (result v128) (i32x4.extmul_low_i16x8_u (local.get 0) (local.get 1)))
  (func (export "i32x4.extmul_high_i16x8_u") (param v128 v128) (result v128) (i32x4.extmul_high_i16x8_u (local.get 0) (local.get 1)))
  (func (export "i64x2.extmul_low_i32x4_s") (param v128 v128) (result v128) (i64x2.extmul_low_i32x4_s (local.get 0) (local.get 1)))
  (func (export "i64x2.extmul_high_i32x4_s") (param v128 v128) (result v128) (i64x2.extmul_high_i32x4_s (local.get 0) (local.get 1)))
  (func (export "i64x2.extmul_low_i32x4_u") (param v128 v128) (result v128) (i64x2.extmul_low_i32x4_u (local.get 0) (local.get 1)))
  (func (export "i64x2.extmul_high_i32x4_u") (param v128 v128) (result v128) (i64x2.extmul_high_i32x4_u (local.get 0) (local.get 1)))
  (func (export "i8x16.narrow_i16x8_s") (param v128 v128) (result v128) (i8x16.narrow_i16x8_s (local.get 0) (local.get 1)))
  (func (export "i8x16.narrow_i16x8_u") (param v128 v128) (result v128) (i8x16.narrow_i16x8_u (local.get 0) (local.get 1)))
  (func (export "i16x8.narrow_i32x4_s") (param v128 v128) (result v128) (i16x8.narrow_i32x4_s (local.get 0) (local.get 1)))
  (func (export "i16x8.narrow_i32x4_u") (param v128 v128) (result v128) (i16x8.narrow_i32x4_u (local.get 0) (local.get 1)))
)

;; i16x8.extadd_pairwise_i8x16_s
(assert_return
  (invoke "i16x8.extadd_pairwise_i8x16_s"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 1 1 125 -2 -63 21 -71 116))
(assert_return
  (invoke "i16x8.extadd_pairwise_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 -1 0 254 -255 65 21 69 103))
(assert_return (invoke "i16x8.extadd_pairwise_i8x16_s" (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extadd_pairwise_i8x16_s"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 -1 -1 -1 -1 -1 -1 -1 -1))
(assert_return (invoke "i16x8.extadd_pairwise_i8x16_s" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 3 7 11 15 19 23 27 31))

;; i16x8.extadd_pairwise_i8x16_u
(assert_return
  (invoke "i16x8.extadd_pairwise_i8x16_u"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 1 257 381 254 193 277 185 116))
(assert_return
  (invoke "i16x8.extadd_pairwise_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 255 256 254 257 65 277 325 103))
(assert_return (invoke "i16x8.extadd_pairwise_i8x16_u" (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extadd_pairwise_i8x16_u"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 255 255 255 255 255 255 255 255))
(assert_return (invoke "i16x8.extadd_pairwise_i8x16_u" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 3 7 11 15 19 23 27 31))

;; i16x8.extend_low_i8x16_s
(assert_return
  (invoke "i16x8.extend_low_i8x16_s"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 0 1 -1 2 -2 127 -128 126))
(assert_return
  (invoke "i16x8.extend_low_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 127 -128 1 -1 127 127 -128 -127))
(assert_return (invoke "i16x8.extend_low_i8x16_s" (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extend_low_i8x16_s"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 -128 127 -128 127 -128 127 -128 127))
(assert_return (invoke "i16x8.extend_low_i8x16_s" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 1 2 3 4 5 6 7 8))

;; i16x8.extend_high_i8x16_s
(assert_return
  (invoke "i16x8.extend_high_i8x16_s"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 -127 64 -64 85 -86 15 16 100))
(assert_return
  (invoke "i16x8.extend_high_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 1 64 -64 85 85 -16 3 100))
(assert_return (invoke "i16x8.extend_high_i8x16_s" (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extend_high_i8x16_s"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 -128 127 -128 127 -128 127 -128 127))
(assert_return (invoke "i16x8.extend_high_i8x16_s" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 9 10 11 12 13 14 15 16))

;; i16x8.extend_low_i8x16_u
(assert_return
  (invoke "i16x8.extend_low_i8x16_u"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 0 1 255 2 254 127 128 126))
(assert_return
  (invoke "i16x8.extend_low_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 127 128 1 255 127 127 128 129))
(assert_return (invoke "i16x8.extend_low_i8x16_u" (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extend_low_i8x16_u"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 128 127 128 127 128 127 128 127))
(assert_return (invoke "i16x8.extend_low_i8x16_u" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 1 2 3 4 5 6 7 8))

;; i16x8.extend_high_i8x16_u
(assert_return
  (invoke "i16x8.extend_high_i8x16_u"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 129 64 192 85 170 15 16 100))
(assert_return
  (invoke "i16x8.extend_high_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 1 64 192 85 85 240 3 100))
(assert_return (invoke "i16x8.extend_high_i8x16_u" (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extend_high_i8x16_u"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 128 127 128 127 128 127 128 127))
(assert_return (invoke "i16x8.extend_high_i8x16_u" (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 9 10 11 12 13 14 15 16))

;; i32x4.extadd_pairwise_i16x8_s
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_s" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 1 32766 -32513 12089))
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_s" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 32766 -32767 -32512 -12217))
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_s" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extadd_pairwise_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 -1 -1 -1 -1))
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_s" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 129 171 -173 19872))

;; i32x4.extadd_pairwise_i16x8_u
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_u" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 1 98302 33023 77625))
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_u" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 98302 32769 33024 53319))
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_u" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extadd_pairwise_i16x8_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 65535 65535 65535 65535))
(assert_return (invoke "i32x4.extadd_pairwise_i16x8_u" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 129 65707 65363 85408))

;; i32x4.extend_low_i16x8_s
(assert_return (invoke "i32x4.extend_low_i16x8_s" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 0 1 -1 32767))
(assert_return (invoke "i32x4.extend_low_i16x8_s" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 32767 -1 -32768 1))
(assert_return (invoke "i32x4.extend_low_i16x8_s" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extend_low_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 -32768 32767 -32768 32767))
(assert_return (invoke "i32x4.extend_low_i16x8_s" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 1 128 -129 300))

;; i32x4.extend_high_i16x8_s
(assert_return (invoke "i32x4.extend_high_i16x8_s" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 -32768 255 -256 12345))
(assert_return (invoke "i32x4.extend_high_i16x8_s" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 -32768 256 128 -12345))
(assert_return (invoke "i32x4.extend_high_i16x8_s" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extend_high_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 -32768 32767 -32768 32767))
(assert_return (invoke "i32x4.extend_high_i16x8_s" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 -300 127 -128 20000))

;; i32x4.extend_low_i16x8_u
(assert_return (invoke "i32x4.extend_low_i16x8_u" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 0 1 65535 32767))
(assert_return (invoke "i32x4.extend_low_i16x8_u" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 32767 65535 32768 1))
(assert_return (invoke "i32x4.extend_low_i16x8_u" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extend_low_i16x8_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 32768 32767 32768 32767))
(assert_return (invoke "i32x4.extend_low_i16x8_u" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 1 128 65407 300))

;; i32x4.extend_high_i16x8_u
(assert_return (invoke "i32x4.extend_high_i16x8_u" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 32768 255 65280 12345))
(assert_return (invoke "i32x4.extend_high_i16x8_u" (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 32768 256 128 53191))
(assert_return (invoke "i32x4.extend_high_i16x8_u" (v128.const i16x8 0 0 0 0 0 0 0 0)) (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extend_high_i16x8_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 32768 32767 32768 32767))
(assert_return (invoke "i32x4.extend_high_i16x8_u" (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 65236 127 65408 20000))

;; i64x2.extend_low_i32x4_s
(assert_return (invoke "i64x2.extend_low_i32x4_s" (v128.const i32x4 0 1 -1 0x7fffffff)) (v128.const i64x2 0 1))
(assert_return (invoke "i64x2.extend_low_i32x4_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 0xffffffff80000000 0x7fffffff))
(assert_return (invoke "i64x2.extend_low_i32x4_s" (v128.const i32x4 0 0 0 0)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.extend_low_i32x4_s" (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 0xffffffff80000000 0xffffffff80000000))
(assert_return (invoke "i64x2.extend_low_i32x4_s" (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 32768 -32769))

;; i64x2.extend_high_i32x4_s
(assert_return (invoke "i64x2.extend_high_i32x4_s" (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i64x2 -1 0x7fffffff))
(assert_return (invoke "i64x2.extend_high_i32x4_s" (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 -1 1))
(assert_return (invoke "i64x2.extend_high_i32x4_s" (v128.const i32x4 0 0 0 0)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.extend_high_i32x4_s" (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 65535 -65536))
(assert_return (invoke "i64x2.extend_high_i32x4_s" (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 0x75bcd15 40000))

;; i64x2.extend_low_i32x4_u
(assert_return (invoke "i64x2.extend_low_i32x4_u" (v128.const i32x4 0 1 -1 0x7fffffff)) (v128.const i64x2 0 1))
(assert_return (invoke "i64x2.extend_low_i32x4_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 0x80000000 0x7fffffff))
(assert_return (invoke "i64x2.extend_low_i32x4_u" (v128.const i32x4 0 0 0 0)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.extend_low_i32x4_u" (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 0x80000000 0x80000000))
(assert_return (invoke "i64x2.extend_low_i32x4_u" (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 32768 0xffff7fff))

;; i64x2.extend_high_i32x4_u
(assert_return (invoke "i64x2.extend_high_i32x4_u" (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i64x2 0xffffffff 0x7fffffff))
(assert_return (invoke "i64x2.extend_high_i32x4_u" (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 0xffffffff 1))
(assert_return (invoke "i64x2.extend_high_i32x4_u" (v128.const i32x4 0 0 0 0)) (v128.const i64x2 0 0))
(assert_return (invoke "i64x2.extend_high_i32x4_u" (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 65535 0xffff0000))
(assert_return (invoke "i64x2.extend_high_i32x4_u" (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 0x75bcd15 40000))

;; i16x8.extmul_low_i8x16_s
(assert_return
  (invoke "i16x8.extmul_low_i8x16_s"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100)
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 0 -128 -1 -2 -254 16129 16384 -16002))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 0 -128 -1 -2 -254 16129 16384 -16002))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_s"
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_s"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127)
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 -128 254 -384 508 -640 762 -896 1016))

;; i16x8.extmul_high_i8x16_s
(assert_return
  (invoke "i16x8.extmul_high_i8x16_s"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100)
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 -127 4096 4096 7225 -7310 -240 48 10000))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 -127 4096 4096 7225 -7310 -240 48 10000))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_s"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_s"
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_s"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127)
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 -1152 1270 -1408 1524 -1664 1778 -1920 2032))

;; i16x8.extmul_low_i8x16_u
(assert_return
  (invoke "i16x8.extmul_low_i8x16_u"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100)
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 0 128 255 510 32258 16129 16384 16254))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 0 128 255 510 32258 16129 16384 16254))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_u"
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_low_i8x16_u"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127)
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 128 254 384 508 640 762 896 1016))

;; i16x8.extmul_high_i8x16_u
(assert_return
  (invoke "i16x8.extmul_high_i8x16_u"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100)
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
  (v128.const i16x8 129 4096 -28672 7225 14450 3600 48 10000))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i16x8 129 4096 -28672 7225 14450 3600 48 10000))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_u"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_u"
    (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0)
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127))
  (v128.const i16x8 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i16x8.extmul_high_i8x16_u"
    (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127 -128 127)
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
  (v128.const i16x8 1152 1270 1408 1524 1664 1778 1920 2032))

;; i32x4.dot_i16x8_s
(assert_return
  (invoke "i32x4.dot_i16x8_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 -1 65535 0x4000ff00 0xf6ea134f))
(assert_return
  (invoke "i32x4.dot_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 -1 65535 0x4000ff00 0xf6ea134f))
(assert_return
  (invoke "i32x4.dot_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.dot_i16x8_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.dot_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 0x3f7f80 0xd67ed4 0xd57f81 0x274fb1e0))

;; i32x4.extmul_low_i16x8_s
(assert_return
  (invoke "i32x4.extmul_low_i16x8_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 0 -1 32768 32767))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 0 -1 32768 32767))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 -32768 0x3fff80 0x408000 0x95fed4))

;; i32x4.extmul_high_i16x8_s
(assert_return
  (invoke "i32x4.extmul_high_i16x8_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 0x40000000 65280 -32768 0xf6ea934f))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 0x40000000 65280 -32768 0xf6ea934f))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 0x960000 0x3f7f81 0x400000 0x270fb1e0))

;; i32x4.extmul_low_i16x8_u
(assert_return
  (invoke "i32x4.extmul_low_i16x8_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 0 65535 0x7fff8000 32767))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 0 65535 0x7fff8000 32767))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_low_i16x8_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 32768 0x3fff80 0x7fbf8000 0x95fed4))

;; i32x4.extmul_high_i16x8_u
(assert_return
  (invoke "i32x4.extmul_high_i16x8_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i32x4 0x40000000 65280 0x7f8000 0x2723934f))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i32x4 0x40000000 65280 0x7f8000 0x2723934f))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i32x4 0 0 0 0))
(assert_return
  (invoke "i32x4.extmul_high_i16x8_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i32x4 0x7f6a0000 0x3f7f81 0x7fc00000 0x270fb1e0))

;; i64x2.extmul_low_i32x4_s
(assert_return
  (invoke "i64x2.extmul_low_i32x4_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 0 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i64x2 0 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 0 0 0))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 0xffffc00000000000 0x400080000000))

;; i64x2.extmul_high_i32x4_s
(assert_return
  (invoke "i64x2.extmul_high_i32x4_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 1 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i64x2 1 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 0 0 0))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 0x75bc5b932eb 0xffffffff63c00000))

;; i64x2.extmul_low_i32x4_u
(assert_return
  (invoke "i64x2.extmul_low_i32x4_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 0 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i64x2 0 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 0 0 0))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_low_i32x4_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 0x400000000000 0x7fffbfff80000000))

;; i64x2.extmul_high_i32x4_u
(assert_return
  (invoke "i64x2.extmul_high_i32x4_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i64x2 0xfffffffe00000001 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i64x2 0xfffffffe00000001 0x7fffffff))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 0 0 0))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i64x2 0 0))
(assert_return
  (invoke "i64x2.extmul_high_i32x4_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i64x2 0x75bc5b932eb 0x9c3f63c00000))

;; i8x16.narrow_i16x8_s
(assert_return
  (invoke "i8x16.narrow_i16x8_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i8x16 0 1 -1 127 -128 127 -128 127 127 -1 -128 1 -128 127 127 -128))
(assert_return
  (invoke "i8x16.narrow_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i8x16 127 -1 -128 1 -128 127 127 -128 0 1 -1 127 -128 127 -128 127))
(assert_return
  (invoke "i8x16.narrow_i16x8_s"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i8x16 127 -1 -128 1 -128 127 127 -128 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i8x16.narrow_i16x8_s"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i8x16 0 0 0 0 0 0 0 0 -128 127 -128 127 -128 127 -128 127))
(assert_return
  (invoke "i8x16.narrow_i16x8_s"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i8x16 -128 127 -128 127 -128 127 -128 127 1 127 -128 127 -128 127 -128 127))
(assert_return
  (invoke "i8x16.narrow_i16x8_s"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i8x16 0 1 -1 127 -128 127 -128 127 1 127 -128 127 -128 127 -128 127))

;; i8x16.narrow_i16x8_u
(assert_return
  (invoke "i8x16.narrow_i16x8_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345))
  (v128.const i8x16 0 1 0 -1 0 -1 0 -1 -1 0 0 1 0 -1 -128 0))
(assert_return
  (invoke "i8x16.narrow_i16x8_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (v128.const i8x16 -1 0 0 1 0 -1 -128 0 0 1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i8x16.narrow_i16x8_u"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (v128.const i16x8 0 0 0 0 0 0 0 0))
  (v128.const i8x16 -1 0 0 1 0 -1 -128 0 0 0 0 0 0 0 0 0))
(assert_return
  (invoke "i8x16.narrow_i16x8_u"
    (v128.const i16x8 0 0 0 0 0 0 0 0)
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767))
  (v128.const i8x16 0 0 0 0 0 0 0 0 0 -1 0 -1 0 -1 0 -1))
(assert_return
  (invoke "i8x16.narrow_i16x8_u"
    (v128.const i16x8 -32768 32767 -32768 32767 -32768 32767 -32768 32767)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i8x16 0 -1 0 -1 0 -1 0 -1 1 -128 0 -1 0 127 0 -1))
(assert_return
  (invoke "i8x16.narrow_i16x8_u"
    (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)
    (v128.const i16x8 1 128 -129 300 -300 127 -128 20000))
  (v128.const i8x16 0 1 0 -1 0 -1 0 -1 1 -128 0 -1 0 127 0 -1))

;; i16x8.narrow_i32x4_s
(assert_return
  (invoke "i16x8.narrow_i32x4_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i16x8 0 1 -1 32767 -32768 32767 -1 1))
(assert_return
  (invoke "i16x8.narrow_i32x4_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i16x8 -32768 32767 -1 1 0 1 -1 32767))
(assert_return
  (invoke "i16x8.narrow_i32x4_s"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 0 0 0))
  (v128.const i16x8 -32768 32767 -1 1 0 0 0 0))
(assert_return
  (invoke "i16x8.narrow_i32x4_s"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i16x8 0 0 0 0 -32768 -32768 32767 -32768))
(assert_return
  (invoke "i16x8.narrow_i32x4_s"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i16x8 -32768 -32768 32767 -32768 32767 -32768 32767 32767))
(assert_return
  (invoke "i16x8.narrow_i32x4_s"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i16x8 0 1 -1 32767 32767 -32768 32767 32767))

;; i16x8.narrow_i32x4_u
(assert_return
  (invoke "i16x8.narrow_i32x4_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 0x80000000 0x7fffffff -1 1))
  (v128.const i16x8 0 1 0 -1 0 -1 0 1))
(assert_return
  (invoke "i16x8.narrow_i32x4_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 1 -1 0x7fffffff))
  (v128.const i16x8 0 -1 0 1 0 1 0 -1))
(assert_return
  (invoke "i16x8.narrow_i32x4_u"
    (v128.const i32x4 0x80000000 0x7fffffff -1 1)
    (v128.const i32x4 0 0 0 0))
  (v128.const i16x8 0 -1 0 1 0 0 0 0))
(assert_return
  (invoke "i16x8.narrow_i32x4_u"
    (v128.const i32x4 0 0 0 0)
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536))
  (v128.const i16x8 0 0 0 0 0 0 -1 0))
(assert_return
  (invoke "i16x8.narrow_i32x4_u"
    (v128.const i32x4 0x80000000 0x80000000 65535 -65536)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i16x8 0 0 -1 0 -32768 0 -1 -25536))
(assert_return
  (invoke "i16x8.narrow_i32x4_u"
    (v128.const i32x4 0 1 -1 0x7fffffff)
    (v128.const i32x4 32768 -32769 0x75bcd15 40000))
  (v128.const i16x8 0 1 0 -1 -32768 0 -1 -25536))
