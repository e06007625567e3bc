;; Splats, lanes, swizzle and shuffle (specification, 4.3.5 and 4.6.6).
;; Expected values: computed with V8.

(module
  (func (export "i8x16.splat") (param i32) (result v128) (i8x16.splat (local.get 0)))
  (func (export "i8x16.extract_lane_s 0") (param v128) (result i32) (i8x16.extract_lane_s 0 (local.get 0)))
  (func (export "i8x16.extract_lane_s 5") (param v128) (result i32) (i8x16.extract_lane_s 5 (local.get 0)))
  (func (export "i8x16.extract_lane_s 6") (param v128) (result i32) (i8x16.extract_lane_s 6 (local.get 0)))
  (func (export "i8x16.extract_lane_s 15") (param v128) (result i32) (i8x16.extract_lane_s 15 (local.get 0)))
  (func (export "i8x16.extract_lane_u 0") (param v128) (result i32) (i8x16.extract_lane_u 0 (local.get 0)))
  (func (export "i8x16.extract_lane_u 5") (param v128) (result i32) (i8x16.extract_lane_u 5 (local.get 0)))
  (func (export "i8x16.extract_lane_u 6") (param v128) (result i32) (i8x16.extract_lane_u 6 (local.get 0)))
  (func (export "i8x16.extract_lane_u 15") (param v128) (result i32) (i8x16.extract_lane_u 15 (local.get 0)))
  (func (export "i8x16.replace_lane 0") (param v128 i32) (result v128) (i8x16.replace_lane 0 (local.get 0) (local.get 1)))
  (func (export "i8x16.replace_lane 1") (param v128 i32) (result v128) (i8x16.replace_lane 1 (local.get 0) (local.get 1)))
  (func (export "i8x16.replace_lane 15") (param v128 i32) (result v128) (i8x16.replace_lane 15 (local.get 0) (local.get 1)))
  (func (export "i16x8.splat") (param i32) (result v128) (i16x8.splat (local.get 0)))
  (func (export "i16x8.extract_lane_s 0") (param v128) (result i32) (i16x8.extract_lane_s 0 (local.get 0)))
  (func (export "i16x8.extract_lane_s 1") (param v128) (result i32) (i16x8.extract_lane_s 1 (local.get 0)))
  (func (export "i16x8.extract_lane_s 2") (param v128) (result i32) (i16x8.extract_lane_s 2 (local.get 0)))
  (func (export "i16x8.extract_lane_s 3") (param v128) (result i32) (i16x8.extract_lane_s 3 (local.get 0)))
  (func (export "i16x8.extract_lane_s 4") (param v128) (result i32) (i16x8.extract_lane_s 4 (local.get 0)))
  (func (export "i16x8.extract_lane_s 5") (param v128) (result i32) (i16x8.extract_lane_s 5 (local.get 0)))
  (func (export "i16x8.extract_lane_s 6") (param v128) (result i32) (i16x8.extract_lane_s 6 (local.get 0)))
  (func (export "i16x8.extract_lane_s 7") (param v128) (result i32) (i16x8.extract_lane_s 7 (local.get 0)))
  (func (export "i16x8.extract_lane_u 0") (param v128) (result i32) (i16x8.extract_lane_u 0 (local.get 0)))
  (func (export "i16x8.extract_lane_u 1") (param v128) (result i32) (i16x8.extract_lane_u 1 (local.get 0)))
  (func (export "i16x8.extract_lane_u 2") (param v128) (result i32) (i16x8.extract_lane_u 2 (local.get 0)))
  (func (export "i16x8.extract_lane_u 3") (param v128) (result i32) (i16x8.extract_lane_u 3 (local.get 0)))
  (func (export "i16x8.extract_lane_u 4") (param v128) (result i32) (i16x8.extract_lane_u 4 (local.get 0)))
  (func (export "i16x8.extract_lane_u 5") (param v128) (result i32) (i16x8.extract_lane_u 5 (local.get 0)))
  (func (export "i16x8.extract_lane_u 6") (param v128) (result i32) (i16x8.extract_lane_u 6 (local.get 0)))
  (func (export "i16x8.extract_lane_u 7") (param v128) (result i32) (i16x8.extract_lane_u 7 (local.get 0)))
  (func (export "i16x8.replace_lane 0") (param v128 i32) (result v128) (i16x8.replace_lane 0 (local.get 0) (local.get 1)))
  (func (export "i16x8.replace_lane 1") (param v128 i32) (result v128) (i16x8.replace_lane 1 (local.get 0) (local.get 1)))
  (func (export "i16x8.replace_lane 7") (param v128 i32) (result v128) (i16x8.replace_lane 7 (local.get 0) (local.get 1)))
  (func (export "i32x4.splat") (param i32) (result v128) (i32x4.splat (local.get 0)))
  (func (export "i32x4.extract_lane 0") (param v128) (result i32) (i32x4.extract_lane 0 (local.get 0)))
  (func (export "i32x4.extract_lane 1") (param v128) (result i32) (i32x4.extract_lane 1 (local.get 0)))
  (func (export "i32x4.extract_lane 2") (param v128) (result i32) (i32x4.extract_lane 2 (local.get 0)))
  (func (export "i32x4.extract_lane 3") (param v128) (result i32) (i32x4.extract_lane 3 (local.get 0)))
  (func (export "i32x4.replace_lane 0") (param v128 i32) (result v128) (i32x4.replace_lane 0 (local.get 0) (local.get 1)))
  (func (export "i32x4.replace_lane 1") (param v128 i32) (result v128) (i32x4.replace_lane 1 (local.get 0) (local.get 1)))
  (func (export "i32x4.replace_lane 3") (param v128 i32) (result v128) (i32x4.replace_lane 3 (local.get 0) (local.get 1)))
  (func (export "i64x2.splat") (param i64) (result v128) (i64x2.splat (local.get 0)))
  (func (export "i64x2.extract_lane 0") (param v128) (result i64) (i64x2.extract_lane 0 (local.get 0)))
  (func (export "i64x2.extract_lane 1") (param v128) (result i64) (i64x2.extract_lane 1 (local.get 0)))
  (func (export "i64x2.replace_lane 0") (param v128 i64) (result v128) (i64x2.replace_lane 0 (local.get 0) (local.get 1)))
  (func (export "i64x2.replace_lane 1") (param v128 i64) (result v128) (i64x2.replace_lane 1 (local.get 0) (local.get 1)))
  (func (export "f32x4.splat") (param f32) (result v128) (f32x4.splat (local.get 0)))
  (func (export "f32x4.extract_lane 0") (param v128) (result f32) (f32x4.extract_lane 0 (local.get 0)))
  (func (export "f32x4.extract_lane 1") (param v128) (result f32) (f32x4.extract_lane 1 (local.get 0)))
  (func (export "f32x4.extract_lane 2") (param v128) (result f32) (f32x4.extract_lane 2 (local.get 0)))
  (func (export "f32x4.extract_lane 3") (param v128) (result f32) (f32x4.extract_lane 3 (local.get 0)))
  (func (export "f32x4.replace_lane 0") (param v128 f32) (result v128) (f32x4.replace_lane 0 (local.get 0) (local.get 1)))
  (func (export "f32x4.replace_lane 1") (param v128 f32) (result v128) (f32x4.replace_lane 1 (local.get 0) (local.get 1)))
  (func (export "f32x4.replace_lane 3") (param v128 f32) (result v128) (f32x4.replace_lane 3 (local.get 0) (local.get 1)))
  (func (export "f64x2.splat") (param f64) (result v128) (f64x2.splat (local.get 0)))
  (func (export "f64x2.extract_lane 0") (param v128) (result f64) (f64x2.extract_lane 0 (local.get 0)))
  (func (export "f64x2.extract_lane 1") (param v128) (result f64) (f64x2.extract_lane 1 (local.get 0)))
  (func (export "f64x2.replace_lane 0") (param v128 f64) (result v128) (f64x2.replace_lane 0 (local.get 0) (local.get 1)))
  (func (export "f64x2.replace_lane 1") (param v128 f64) (result v128) (f64x2.replace_lane 1 (local.get 0) (local.get 1)))
  (func (export "i8x16.swizzle") (param v128 v128) (result v128) (i8x16.swizzle (local.get 0) (local.get 1)))
  (func (export "i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15") (param v128 v128) (result v128) (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get 0) (local.get 1)))
  (func (export "i8x16.shuffle 31 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16") (param v128 v128) (result v128) (i8x16.shuffle 31 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16 (local.get 0) (local.get 1)))
  (func (export "i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23") (param v128 v128) (result v128) (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get 0) (local.get 1)))
  (func (export "i8x16.shuffle 15 16 15 16 15 16 15 16 15 16 15 16 15 16 15 16") (param v128 v128) (result v128) (i8x16.shuffle 15 16 15 16 15 16 15 16 15 16 15 16 15 16 15 16 (local.get 0) (local.get 1)))
)

;; i8x16.splat
(assert_return (invoke "i8x16.splat" (i32.const 200))
  (v128.const i8x16 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56 -56))
(assert_return (invoke "i8x16.splat" (i32.const 1)) (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1))

;; i8x16.extract_lane_s
(assert_return
  (invoke "i8x16.extract_lane_s 0"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 0))
(assert_return
  (invoke "i8x16.extract_lane_s 5"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 127))
(assert_return
  (invoke "i8x16.extract_lane_s 6"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const -128))
(assert_return
  (invoke "i8x16.extract_lane_s 15"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 100))

;; i8x16.extract_lane_u
(assert_return
  (invoke "i8x16.extract_lane_u 0"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 0))
(assert_return
  (invoke "i8x16.extract_lane_u 5"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 127))
(assert_return
  (invoke "i8x16.extract_lane_u 6"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 128))
(assert_return
  (invoke "i8x16.extract_lane_u 15"
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (i32.const 100))

;; i8x16.replace_lane
(assert_return
  (invoke "i8x16.replace_lane 0"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (i32.const 200))
  (v128.const i8x16 -56 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
(assert_return
  (invoke "i8x16.replace_lane 1"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (i32.const 200))
  (v128.const i8x16 127 -56 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100))
(assert_return
  (invoke "i8x16.replace_lane 15"
    (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 100)
    (i32.const 200))
  (v128.const i8x16 127 -128 1 -1 127 127 -128 -127 1 64 -64 85 85 -16 3 -56))

;; i16x8.splat
(assert_return (invoke "i16x8.splat" (i32.const -2)) (v128.const i16x8 -2 -2 -2 -2 -2 -2 -2 -2))
(assert_return (invoke "i16x8.splat" (i32.const 1)) (v128.const i16x8 1 1 1 1 1 1 1 1))

;; i16x8.extract_lane_s
(assert_return (invoke "i16x8.extract_lane_s 0" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const 0))
(assert_return (invoke "i16x8.extract_lane_s 1" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const 1))
(assert_return (invoke "i16x8.extract_lane_s 2" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const -1))
(assert_return (invoke "i16x8.extract_lane_s 3" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 32767))
(assert_return (invoke "i16x8.extract_lane_s 4" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const -32768))
(assert_return (invoke "i16x8.extract_lane_s 5" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 255))
(assert_return (invoke "i16x8.extract_lane_s 6" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const -256))
(assert_return (invoke "i16x8.extract_lane_s 7" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 12345))

;; i16x8.extract_lane_u
(assert_return (invoke "i16x8.extract_lane_u 0" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const 0))
(assert_return (invoke "i16x8.extract_lane_u 1" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345)) (i32.const 1))
(assert_return (invoke "i16x8.extract_lane_u 2" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 65535))
(assert_return (invoke "i16x8.extract_lane_u 3" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 32767))
(assert_return (invoke "i16x8.extract_lane_u 4" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 32768))
(assert_return (invoke "i16x8.extract_lane_u 5" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 255))
(assert_return (invoke "i16x8.extract_lane_u 6" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 65280))
(assert_return (invoke "i16x8.extract_lane_u 7" (v128.const i16x8 0 1 -1 32767 -32768 255 -256 12345))
  (i32.const 12345))

;; i16x8.replace_lane
(assert_return
  (invoke "i16x8.replace_lane 0"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (i32.const -2))
  (v128.const i16x8 -2 -1 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.replace_lane 1"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (i32.const -2))
  (v128.const i16x8 32767 -2 -32768 1 -32768 256 128 -12345))
(assert_return
  (invoke "i16x8.replace_lane 7"
    (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -12345)
    (i32.const -2))
  (v128.const i16x8 32767 -1 -32768 1 -32768 256 128 -2))

;; i32x4.splat
(assert_return (invoke "i32x4.splat" (i32.const 0xdeadbeef))
  (v128.const i32x4 0xdeadbeef 0xdeadbeef 0xdeadbeef 0xdeadbeef))
(assert_return (invoke "i32x4.splat" (i32.const 1)) (v128.const i32x4 1 1 1 1))

;; i32x4.extract_lane
(assert_return (invoke "i32x4.extract_lane 0" (v128.const i32x4 0 1 -1 0x7fffffff)) (i32.const 0))
(assert_return (invoke "i32x4.extract_lane 1" (v128.const i32x4 0 1 -1 0x7fffffff)) (i32.const 1))
(assert_return (invoke "i32x4.extract_lane 2" (v128.const i32x4 0 1 -1 0x7fffffff)) (i32.const -1))
(assert_return (invoke "i32x4.extract_lane 3" (v128.const i32x4 0 1 -1 0x7fffffff)) (i32.const 0x7fffffff))

;; i32x4.replace_lane
(assert_return (invoke "i32x4.replace_lane 0" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 0xdeadbeef))
  (v128.const i32x4 0xdeadbeef 0x7fffffff -1 1))
(assert_return (invoke "i32x4.replace_lane 1" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 0xdeadbeef))
  (v128.const i32x4 0x80000000 0xdeadbeef -1 1))
(assert_return (invoke "i32x4.replace_lane 3" (v128.const i32x4 0x80000000 0x7fffffff -1 1) (i32.const 0xdeadbeef))
  (v128.const i32x4 0x80000000 0x7fffffff -1 0xdeadbeef))

;; i64x2.splat
(assert_return (invoke "i64x2.splat" (i64.const 0x123456789abcdef))
  (v128.const i64x2 0x123456789abcdef 0x123456789abcdef))
(assert_return (invoke "i64x2.splat" (i64.const 1)) (v128.const i64x2 1 1))

;; i64x2.extract_lane
(assert_return (invoke "i64x2.extract_lane 0" (v128.const i64x2 0 -1)) (i64.const 0))
(assert_return (invoke "i64x2.extract_lane 1" (v128.const i64x2 0 -1)) (i64.const -1))

;; i64x2.replace_lane
(assert_return
  (invoke "i64x2.replace_lane 0"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (i64.const 0x123456789abcdef))
  (v128.const i64x2 0x123456789abcdef 0x7fffffffffffffff))
(assert_return
  (invoke "i64x2.replace_lane 1"
    (v128.const i64x2 1 0x7fffffffffffffff)
    (i64.const 0x123456789abcdef))
  (v128.const i64x2 1 0x123456789abcdef))

;; f32x4.splat
(assert_return (invoke "f32x4.splat" (f32.const -0.5)) (v128.const f32x4 -0.5 -0.5 -0.5 -0.5))
(assert_return (invoke "f32x4.splat" (f32.const -inf)) (v128.const f32x4 -inf -inf -inf -inf))

;; f32x4.extract_lane
(assert_return (invoke "f32x4.extract_lane 0" (v128.const f32x4 nan inf -inf 1)) (f32.const nan))
(assert_return (invoke "f32x4.extract_lane 1" (v128.const f32x4 nan inf -inf 1)) (f32.const inf))
(assert_return (invoke "f32x4.extract_lane 2" (v128.const f32x4 nan inf -inf 1)) (f32.const -inf))
(assert_return (invoke "f32x4.extract_lane 3" (v128.const f32x4 nan inf -inf 1)) (f32.const 1))

;; f32x4.replace_lane
(assert_return (invoke "f32x4.replace_lane 0" (v128.const f32x4 -0 0 2 0.5) (f32.const -0.5))
  (v128.const f32x4 -0.5 0 2 0.5))
(assert_return (invoke "f32x4.replace_lane 1" (v128.const f32x4 -0 0 2 0.5) (f32.const -0.5))
  (v128.const f32x4 -0 -0.5 2 0.5))
(assert_return (invoke "f32x4.replace_lane 3" (v128.const f32x4 -0 0 2 0.5) (f32.const -0.5))
  (v128.const f32x4 -0 0 2 -0.5))

;; f64x2.splat
(assert_return (invoke "f64x2.splat" (f64.const 0.1)) (v128.const f64x2 0.1 0.1))
(assert_return (invoke "f64x2.splat" (f64.const -inf)) (v128.const f64x2 -inf -inf))

;; f64x2.extract_lane
(assert_return (invoke "f64x2.extract_lane 0" (v128.const f64x2 1 -1.5)) (f64.const 1))
(assert_return (invoke "f64x2.extract_lane 1" (v128.const f64x2 1 -1.5)) (f64.const -1.5))

;; f64x2.replace_lane
(assert_return (invoke "f64x2.replace_lane 0" (v128.const f64x2 -0 0) (f64.const 0.1)) (v128.const f64x2 0.1 0))
(assert_return (invoke "f64x2.replace_lane 1" (v128.const f64x2 -0 0) (f64.const 0.1)) (v128.const f64x2 -0 0.1))

;; i8x16.swizzle
(assert_return
  (invoke "i8x16.swizzle"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i8x16 1 2 0 3 0 0 0 0 0 0 0 0 0 16 0 0))
(assert_return
  (invoke "i8x16.swizzle"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0))
  (v128.const i8x16 16 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1))
(assert_return
  (invoke "i8x16.swizzle"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 16 31 32 -128 -1 0 0 0 -16 15 17 8 7 64 1 100))
  (v128.const i8x16 0 0 0 0 0 1 1 1 0 16 0 9 8 0 2 0))

;; i8x16.shuffle
(assert_return
  (invoke "i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16))
(assert_return
  (invoke "i8x16.shuffle 31 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i8x16 100 16 15 -86 85 -64 64 -127 126 -128 127 -2 2 -1 1 0))
(assert_return
  (invoke "i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i8x16 1 0 2 1 3 -1 4 2 5 -2 6 127 7 -128 8 126))
(assert_return
  (invoke "i8x16.shuffle 15 16 15 16 15 16 15 16 15 16 15 16 15 16 15 16"
    (v128.const i8x16 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
    (v128.const i8x16 0 1 -1 2 -2 127 -128 126 -127 64 -64 85 -86 15 16 100))
  (v128.const i8x16 16 0 16 0 16 0 16 0 16 0 16 0 16 0 16 0))
