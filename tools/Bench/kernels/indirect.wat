;; Indirect calls: n times one of eight functions in an order that repeats slowly, so that the call is measured and not
;; the processor's guess where it goes.
;; quick: 400000 = i32:701237926
;; full: 40000000 = i32:-53598351
(module
  (type $step (func (param i32) (result i32)))
  (table funcref (elem $f0 $f1 $f2 $f3 $f4 $f5 $f6 $f7))

  (func $f0 (type $step) (i32.add (i32.mul (local.get 0) (i32.const 1664525)) (i32.const 1013904223)))
  (func $f1 (type $step) (i32.sub (i32.mul (local.get 0) (i32.const 22695477)) (i32.const 1)))
  (func $f2 (type $step) (i32.xor (i32.rotl (local.get 0) (i32.const 13)) (i32.const 0x5bd1e995)))
  (func $f3 (type $step) (i32.add (local.get 0) (i32.const 0x9e3779b9)))
  (func $f4 (type $step) (i32.xor (local.get 0) (i32.shl (local.get 0) (i32.const 5))))
  (func $f5 (type $step) (i32.mul (i32.or (local.get 0) (i32.const 1)) (i32.const 0x85ebca6b)))
  (func $f6 (type $step) (i32.sub (i32.const 0x27d4eb2f) (local.get 0)))
  (func $f7 (type $step) (i32.add (i32.rotr (local.get 0) (i32.const 7)) (i32.const 0x165667b1)))

  (func (export "run") (param $n i32) (result i32)
    (local $x i32)
    (local.set $x (i32.const 1))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $x
          (call_indirect (type $step)
            (i32.add (local.get $x) (local.get $n))
            (i32.and
              (i32.add (local.get $n) (i32.shr_u (local.get $n) (i32.const 6)))
              (i32.const 7))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (local.get $x)))
