namespace Wasm.Fuzz.Target;

/// <summary>What AFL++ and its targets agree on.</summary>
public static class AflProtocol
{
    /// <summary>File descriptor from which a target reads.</summary>
    public const int Control = 198;

    /// <summary>File descriptor to which it writes.</summary>
    public const int Status = 199;

    /// <summary>Environment variable with the number of the map's shared memory.</summary>
    public const string MapVariable = "__AFL_SHM_ID";

    /// <summary>Environment variable with the number of the inputs' shared memory: length (4 bytes), then the bytes.</summary>
    public const string InputVariable = "__AFL_SHM_FUZZ_ID";

    /// <summary>Longest input.</summary>
    public const int MaximumInput = 1 << 20;

    /// <summary>Signal that stands for a difference: abort.</summary>
    public const int Abort = 6;

    /// <summary>Signal of a process that was ended from outside: kill.</summary>
    public const int Kill = 9;

    private const uint Enabled = 0x80000001;
    private const uint HasMapSize = 0x40000000;
    private const uint SharesInput = 0x01000000;

    /// <summary>The first word that a target writes: what it can do, and the size of its map.</summary>
    public static uint Hello(bool sharesInput) => Enabled | HasMapSize | (AflMap.Size - 1) << 1 | (sharesInput ? SharesInput : 0);

    /// <summary>Whether the answer to it allows inputs in shared memory.</summary>
    public static bool AllowsSharing(uint answer) => (answer & (Enabled | SharesInput)) == (Enabled | SharesInput);
}
