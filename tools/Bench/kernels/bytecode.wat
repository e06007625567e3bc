;; An interpreter in WebAssembly: a register machine with one br_table dispatch for each instruction, running n rounds
;; of a Collatz search. Result: the sum of the chains' lengths from the start values 1 to n.
;; quick: 2000 = i32:134100
;; full: 40000 = i32:3932593
(module
  (memory 1)

  ;; An instruction is four bytes: opcode, register a, register b, and a signed byte c. Registers are words at 256.
  ;;   0 halt   1 a = c   2 a = b   3 a += c   4 a = b + a   5 a = 3 b + 1   6 a = b >> 1
  ;;   7 if (b & 1) jump c   8 if (b != 1) jump c   9 jump c   10 if (b <= a) jump c
  ;; Jumps count instructions from the next one. r0 sum, r1 start value, r2 limit, r3 chain's value.
  (data (i32.const 0)
    "\01\00\00\00"  ;;  0: r0 = 0
    "\01\01\00\01"  ;;  1: r1 = 1
    "\02\03\01\00"  ;;  2: r3 = r1
    "\09\00\00\05"  ;;  3: jump 9
    "\07\00\03\02"  ;;  4: if r3 odd jump 7
    "\06\03\03\00"  ;;  5: r3 = r3 >> 1
    "\09\00\00\01"  ;;  6: jump 8
    "\05\03\03\00"  ;;  7: r3 = 3 r3 + 1
    "\03\00\00\01"  ;;  8: r0 += 1
    "\08\00\03\fa"  ;;  9: if r3 != 1 jump 4
    "\03\01\00\01"  ;; 10: r1 += 1
    "\0a\02\01\f6"  ;; 11: if r1 <= r2 jump 2
    "\00\00\00\00") ;; 12: halt

  (func $register (param $code i32) (param $shift i32) (result i32)
    (i32.add
      (i32.const 256)
      (i32.shl (i32.and (i32.shr_u (local.get $code) (local.get $shift)) (i32.const 63)) (i32.const 2))))

  (func $interpret
    (local $pc i32) (local $code i32) (local $a i32) (local $b i32) (local $c i32)
    (loop $dispatch
      (local.set $code (i32.load (local.get $pc)))
      (local.set $pc (i32.add (local.get $pc) (i32.const 4)))
      (local.set $a (call $register (local.get $code) (i32.const 8)))
      (local.set $b (i32.load (call $register (local.get $code) (i32.const 16))))
      (local.set $c (i32.shr_s (local.get $code) (i32.const 24)))
      (block $unknown
        (block $jump
          (block $jump-not-greater
            (block $jump-not-one
              (block $jump-odd
                (block $halve
                  (block $triple
                    (block $add
                      (block $increment
                        (block $move
                          (block $set
                            (block $halt
                              (br_table $halt $set $move $increment $add $triple $halve $jump-odd $jump-not-one $jump $jump-not-greater $unknown
                                (i32.and (local.get $code) (i32.const 255))))
                            (return))
                          (i32.store (local.get $a) (local.get $c))
                          (br $dispatch))
                        (i32.store (local.get $a) (local.get $b))
                        (br $dispatch))
                      (i32.store (local.get $a) (i32.add (i32.load (local.get $a)) (local.get $c)))
                      (br $dispatch))
                    (i32.store (local.get $a) (i32.add (i32.load (local.get $a)) (local.get $b)))
                    (br $dispatch))
                  (i32.store (local.get $a) (i32.add (i32.mul (local.get $b) (i32.const 3)) (i32.const 1)))
                  (br $dispatch))
                (i32.store (local.get $a) (i32.shr_u (local.get $b) (i32.const 1)))
                (br $dispatch))
              (br_if $jump (i32.and (local.get $b) (i32.const 1)))
              (br $dispatch))
            (br_if $jump (i32.ne (local.get $b) (i32.const 1)))
            (br $dispatch))
          (br_if $jump (i32.le_u (local.get $b) (i32.load (local.get $a))))
          (br $dispatch))
        (local.set $pc (i32.add (local.get $pc) (i32.shl (local.get $c) (i32.const 2))))
        (br $dispatch))
      unreachable))

  (func (export "run") (param $n i32) (result i32)
    (i32.store (i32.const 264) (local.get $n))
    (call $interpret)
    (i32.load (i32.const 256))))
