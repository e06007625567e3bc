;; Bytes that are no modules (specification, chapter 5).

(module binary "\00asm\01\00\00\00")
(assert_malformed (module binary "") "unexpected end")
(assert_malformed (module binary "\00as") "unexpected end")
(assert_malformed (module binary "\00ASM\01\00\00\00") "magic header not detected")
(assert_malformed (module binary "asm\00\01\00\00\00") "magic header not detected")
(assert_malformed (module binary "\00asm") "unexpected end")
(assert_malformed (module binary "\00asm\02\00\00\00") "unknown binary version")
(assert_malformed (module binary "\00asm\0d\00\01\00") "unknown binary version")

;; Sections: ids, order, sizes.
(assert_malformed (module binary "\00asm\01\00\00\00\0e\00") "malformed section id")
(assert_malformed (module binary "\00asm\01\00\00\00\ff\00") "malformed section id")
(assert_malformed (module binary "\00asm\01\00\00\00\01") "unexpected end")
(assert_malformed (module binary "\00asm\01\00\00\00\01\7f\01\60\00") "length out of bounds")
(assert_malformed (module binary "\00asm\01\00\00\00\01\05\01\60\00\00\00") "section size mismatch")
(assert_malformed (module binary "\00asm\01\00\00\00\03\01\00\01\01\00") "unexpected content after last section")
(assert_malformed (module binary "\00asm\01\00\00\00\01\01\00\01\01\00") "unexpected content after last section")
(assert_malformed (module binary "\00asm\01\00\00\00\00\00") "unexpected end")
(assert_malformed (module binary "\00asm\01\00\00\00\00\02\05a") "length out of bounds")
(assert_malformed (module binary "\00asm\01\00\00\00\00\02\01\ff") "malformed UTF-8 encoding")
;; Tags stand between memories and globals, the data count before the code.
(module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\05\03\01\00\00" "\0d\03\01\00\00" "\06\01\00" "\0c\01\00")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\06\01\00" "\0d\03\01\00\00")
  "unexpected content after last section")

;; Integers: at most ceil(n / 7) bytes, no stray bits.
(module binary "\00asm\01\00\00\00" "\01\86\80\80\80\00\81\00\60\80\00\00")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\80\80\80\80\80\00") "integer representation too long")
(assert_malformed (module binary "\00asm\01\00\00\00" "\03\06\01\80\80\80\80\70") "integer too large")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\06\0b\01\7f\00\41\80\80\80\80\80\00\0b")
  "integer representation too long")
(assert_malformed (module binary "\00asm\01\00\00\00" "\06\0a\01\7f\00\41\ff\ff\ff\ff\0f\0b") "integer too large")
(module binary "\00asm\01\00\00\00" "\06\0a\01\7f\00\41\ff\ff\ff\ff\7f\0b")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\06\0f\01\7e\00\42\80\80\80\80\80\80\80\80\80\7e\0b")
  "integer too large")

;; Counts that promise more than there is.
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\05\ff\ff\ff\ff\0f") "length out of bounds")
(assert_malformed (module binary "\00asm\01\00\00\00" "\02\05\ff\ff\ff\ff\0f") "length out of bounds")

;; Types.
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\02\01\00") "malformed definition type")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\05\01\60\01\01\00") "malformed reference type")
(assert_malformed (module binary "\00asm\01\00\00\00" "\01\04\01\5e\7f\02") "malformed mutability")
(assert_malformed (module binary "\00asm\01\00\00\00" "\06\06\01\7f\02\41\00\0b") "malformed mutability")
(assert_malformed (module binary "\00asm\01\00\00\00" "\04\04\01\7f\00\00") "malformed reference type")
(assert_malformed (module binary "\00asm\01\00\00\00" "\05\03\01\08\00") "malformed limits flags")
(assert_malformed (module binary "\00asm\01\00\00\00" "\02\05\01\00\00\05\00") "malformed import kind")
(assert_malformed (module binary "\00asm\01\00\00\00" "\07\04\01\00\05\00") "malformed export kind")

;; Functions.
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00")
  "function and code section have inconsistent lengths")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\0a\04\01\02\00\0b")
  "function and code section have inconsistent lengths")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\05\01\03\00\05\0b")
  "END opcode expected")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\05\01\03\00\ff\0b")
  "illegal opcode ff")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\07\01\05\00\fc\ff\01\0b")
  "illegal opcode fc")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\0c\01\0a\02\ff\ff\ff\ff\0f\7f\02\7e\0b")
  "too many locals")

;; Segments.
(assert_malformed (module binary "\00asm\01\00\00\00" "\05\03\01\00\01" "\0b\05\01\03\41\00\0b") "malformed data segment kind")
(assert_malformed (module binary "\00asm\01\00\00\00" "\09\02\01\08") "malformed elements segment kind")
(assert_malformed (module binary "\00asm\01\00\00\00" "\0c\01\01") "data count and data section have inconsistent lengths")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\0c\01\00" "\0b\03\01\01\00")
  "data count and data section have inconsistent lengths")
(assert_malformed
  (module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" "\03\02\01\00" "\0a\07\01\05\00\fc\09\00\0b" "\0b\03\01\01\00")
  "data count section required")

;; Custom sections may stand anywhere and hold anything.
(module binary
  "\00asm\01\00\00\00"
  "\00\04\01a\ff\ff"
  "\01\04\01\60\00\00"
  "\00\01\00"
  "\03\02\01\00"
  "\00\05\04name"
  "\0a\04\01\02\00\0b"
  "\00\06\04name\ff")
