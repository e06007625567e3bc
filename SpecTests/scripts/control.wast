;; Blocks, branches and structured control (specification, 3.4.2 and 4.6.8).

(module
  (func (export "nop") (result i32)
    nop
    i32.const 1
    nop)

  (func (export "drop") (result i32)
    i32.const 1
    f64.const 2
    drop
    i64.const 3
    drop)

  (func (export "block") (result i32)
    (block)
    (block $named (nop))
    (block (result i32)
      (block (result i32) (i32.const 5))))

  (func (export "block br") (param i32) (result i32)
    (block $out (result i32)
      (drop (br_if $out (i32.const 10) (local.get 0)))
      (i32.const 20)))

  ;; A branch drops what lies above its operands.
  (func (export "br drops") (result i32)
    (i32.const 1)
    (block (result i32)
      (i64.const 2)
      (f32.const 3)
      (i32.const 4)
      (br 0)
      unreachable)
    (i32.add))

  ;; To the function's own label: a return.
  (func (export "br function") (param i32) (result i32)
    (block
      (br_if 0 (i32.eqz (local.get 0)))
      (br 1 (i32.const 7)))
    (i32.const 8))

  (func (export "return nested") (param i32) (result i32)
    (loop (result i32)
      (block (result i32)
        (if (local.get 0) (then (return (i32.const 3))))
        (i32.const 4))))

  ;; Sum of 1 … n.
  (func (export "loop") (param $n i32) (result i32)
    (local $sum i32)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $sum (i32.add (local.get $sum) (local.get $n)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $again)))
    (local.get $sum))

  ;; A loop's label takes its parameters: n! with the state on the stack.
  (func (export "loop with parameters") (param $n i64) (result i64)
    (local $x i64)
    (i64.const 1)
    (local.get $n)
    (loop $again (param i64 i64) (result i64)
      (local.set $n)
      (local.set $x)
      (if (result i64) (i64.le_s (local.get $n) (i64.const 1))
        (then (local.get $x))
        (else
          (i64.mul (local.get $x) (local.get $n))
          (i64.sub (local.get $n) (i64.const 1))
          (br $again)))))

  (func (export "if") (param i32) (result i32)
    (local $r i32)
    (if (local.get 0) (then (local.set $r (i32.const 1))))
    (local.get $r))

  (func (export "if else") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (i32.const 100)) (else (i32.const 200))))

  (func (export "if br") (param i32) (result i32)
    (if $l (result i32) (local.get 0)
      (then (br $l (i32.const 1)) (unreachable))
      (else (br 0 (i32.const 2)))))

  (func (export "if flat") (param i32 i32) (result i32)
    local.get 0
    if $a (result i32)
      local.get 1
      if $b (result i32)
        i32.const 3
      else $b
        i32.const 2
      end $b
    else $a
      i32.const 1
    end $a)

  (func (export "br_table") (param i32) (result i32)
    (block $default
      (block $c
        (block $b
          (block $a
            (br_table $a $b $c $b $default (local.get 0)))
          (return (i32.const 100)))
        (return (i32.const 101)))
      (return (i32.const 102)))
    (i32.const 103))

  (func (export "br_table value") (param i32) (result i32)
    (i32.add
      (block $b (result i32)
        (i32.mul (i32.const 10)
          (block $a (result i32)
            (br_table $a $b (i32.const 5) (local.get 0)))))
      (i32.const 1)))

  (func (export "br_table only default") (param i32) (result i32)
    (block (result i32)
      (drop (block (result i32) (br_table 1 (i32.const 9) (local.get 0))))
      (i32.const 8)))

  (func (export "br_table loop") (param i32) (result i32)
    (local $n i32)
    (loop $again
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (block $out
        (br_table $out $again $again (i32.sub (local.get 0) (local.get $n)))))
    (local.get $n))

  ;; After an unconditional branch every type fits.
  (func (export "unreachable code") (result i32)
    (block (result i32)
      (br 0 (i32.const 6))
      (i64.add)
      (drop)
      (f32.neg)
      (drop)
      (select)
      (i32.wrap_i64)))

  (func (export "unreachable") (unreachable))
  (func (export "unreachable if") (param i32) (result i32)
    (if (result i32) (local.get 0) (then (unreachable)) (else (i32.const 1))))

  (func (export "deep") (result i32)
    (block (result i32) (block (result i32) (block (result i32) (block (result i32)
      (block (result i32) (block (result i32) (block (result i32) (block (result i32)
        (br 5 (i32.const 1)))
        (i32.add (i32.const 1)))
        (i32.add (i32.const 2)))
        (i32.add (i32.const 4)))
        (i32.add (i32.const 8)))
        (i32.add (i32.const 16)))
        (i32.add (i32.const 32)))
        (i32.add (i32.const 64))))
)

(assert_return (invoke "nop") (i32.const 1))
(assert_return (invoke "drop") (i32.const 1))
(assert_return (invoke "block") (i32.const 5))
(assert_return (invoke "block br" (i32.const 0)) (i32.const 20))
(assert_return (invoke "block br" (i32.const 1)) (i32.const 10))
(assert_return (invoke "block br" (i32.const -1)) (i32.const 10))
(assert_return (invoke "br drops") (i32.const 5))
(assert_return (invoke "br function" (i32.const 0)) (i32.const 8))
(assert_return (invoke "br function" (i32.const 1)) (i32.const 7))
(assert_return (invoke "return nested" (i32.const 0)) (i32.const 4))
(assert_return (invoke "return nested" (i32.const 2)) (i32.const 3))
(assert_return (invoke "loop" (i32.const 0)) (i32.const 0))
(assert_return (invoke "loop" (i32.const 1)) (i32.const 1))
(assert_return (invoke "loop" (i32.const 100)) (i32.const 5050))
(assert_return (invoke "loop with parameters" (i64.const 0)) (i64.const 1))
(assert_return (invoke "loop with parameters" (i64.const 5)) (i64.const 120))
(assert_return (invoke "loop with parameters" (i64.const 20)) (i64.const 2432902008176640000))
(assert_return (invoke "if" (i32.const 0)) (i32.const 0))
(assert_return (invoke "if" (i32.const 7)) (i32.const 1))
(assert_return (invoke "if else" (i32.const 0)) (i32.const 200))
(assert_return (invoke "if else" (i32.const 0x80000000)) (i32.const 100))
(assert_return (invoke "if br" (i32.const 0)) (i32.const 2))
(assert_return (invoke "if br" (i32.const 1)) (i32.const 1))
(assert_return (invoke "if flat" (i32.const 0) (i32.const 1)) (i32.const 1))
(assert_return (invoke "if flat" (i32.const 1) (i32.const 0)) (i32.const 2))
(assert_return (invoke "if flat" (i32.const 1) (i32.const 1)) (i32.const 3))
(assert_return (invoke "br_table" (i32.const 0)) (i32.const 100))
(assert_return (invoke "br_table" (i32.const 1)) (i32.const 101))
(assert_return (invoke "br_table" (i32.const 2)) (i32.const 102))
(assert_return (invoke "br_table" (i32.const 3)) (i32.const 101))
(assert_return (invoke "br_table" (i32.const 4)) (i32.const 103))
(assert_return (invoke "br_table" (i32.const 5)) (i32.const 103))
(assert_return (invoke "br_table" (i32.const -1)) (i32.const 103))
(assert_return (invoke "br_table value" (i32.const 0)) (i32.const 51))
(assert_return (invoke "br_table value" (i32.const 1)) (i32.const 6))
(assert_return (invoke "br_table value" (i32.const 0xffffffff)) (i32.const 6))
(assert_return (invoke "br_table only default" (i32.const 0)) (i32.const 9))
(assert_return (invoke "br_table only default" (i32.const 77)) (i32.const 9))
(assert_return (invoke "br_table loop" (i32.const 5)) (i32.const 5))
(assert_return (invoke "unreachable code") (i32.const 6))
(assert_trap (invoke "unreachable") "unreachable")
(assert_trap (invoke "unreachable if" (i32.const 1)) "unreachable")
(assert_return (invoke "unreachable if" (i32.const 0)) (i32.const 1))
(assert_return (invoke "deep") (i32.const 97))

;; What validation refuses.

(assert_invalid (module (func (br 1))) "unknown label")
(assert_invalid (module (func (block (br 2)))) "unknown label")
(assert_invalid (module (func (param i32) (br_table 0 3 0 (local.get 0)))) "unknown label")
(assert_invalid (module (func (result i32) (block (result i32)))) "type mismatch")
(assert_invalid (module (func (result i32) (block (result i32) (i64.const 0)))) "type mismatch")
(assert_invalid (module (func (block (i32.const 0)))) "type mismatch")
(assert_invalid (module (func (result i32) (if (result i32) (i32.const 0) (then (i32.const 1))))) "type mismatch")
(assert_invalid (module (func (if (i64.const 0) (then)))) "type mismatch")
(assert_invalid (module (func (if (then)))) "type mismatch")
(assert_invalid (module (func (result i32) (block (result i32) (br 0)))) "type mismatch")
(assert_invalid (module (func (loop (result i32) (br 0)))) "type mismatch")
(assert_invalid (module (func (result i32) (return))) "type mismatch")
(assert_invalid (module (func (drop))) "type mismatch")
(assert_invalid (module (func (block (result i32) (br_table 0 1 (i32.const 1) (i32.const 0))) (drop))) "type mismatch")
(assert_invalid (module (func (result i32) (unreachable) (i64.const 0))) "type mismatch")
(assert_invalid (module (func (unreachable) (i64.const 0) (i32.eqz) (drop))) "type mismatch")
