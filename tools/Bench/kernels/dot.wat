;; Dot products of two vectors of 8192 numbers of 16 bits, n times: v128 loads, widening multiply-add, lanes.
;; Result: the sum modulo 2^32.
;; quick: 1000 = i32:-1128602904
;; full: 250000 = i32:-191517783
(module
  (memory 1)

  (func $fill
    (local $p i32) (local $x i32)
    (local.set $x (i32.const 12345))
    (loop $next
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store16 (local.get $p) (i32.shr_u (local.get $x) (i32.const 16)))
      (local.set $p (i32.add (local.get $p) (i32.const 2)))
      (br_if $next (i32.lt_u (local.get $p) (i32.const 32768)))))

  (func $dot (result i32)
    (local $p i32) (local $low v128) (local $high v128)
    (loop $next
      (local.set $low
        (i32x4.add
          (local.get $low)
          (i32x4.dot_i16x8_s (v128.load (local.get $p)) (v128.load offset=16384 (local.get $p)))))
      (local.set $high
        (i32x4.add
          (local.get $high)
          (i32x4.dot_i16x8_s (v128.load offset=16 (local.get $p)) (v128.load offset=16400 (local.get $p)))))
      (local.set $p (i32.add (local.get $p) (i32.const 32)))
      (br_if $next (i32.lt_u (local.get $p) (i32.const 16384))))
    (local.set $low (i32x4.add (local.get $low) (local.get $high)))
    (i32.add
      (i32.add
        (i32x4.extract_lane 0 (local.get $low))
        (i32x4.extract_lane 1 (local.get $low)))
      (i32.add
        (i32x4.extract_lane 2 (local.get $low))
        (i32x4.extract_lane 3 (local.get $low)))))

  (func (export "run") (param $n i32) (result i32)
    (local $sum i32)
    (call $fill)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $sum (i32.add (local.get $sum) (call $dot)))
        ;; The vectors change, so that no product can be hoisted.
        (i32.store16 (i32.and (i32.mul (local.get $n) (i32.const 34)) (i32.const 32766)) (local.get $sum))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $sum)))
