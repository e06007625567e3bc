using System.Diagnostics;
using Wasm.Jit.Ir;

namespace Wasm.Jit.Passes;

/// <summary>Switches: which passes run.</summary>
[Flags]
internal enum PassSet
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><see cref="Passes.BranchFolding"/>.</summary>
    Branches = 1,

    /// <summary><see cref="Passes.Simplify"/>.</summary>
    Simplify = 2,

    /// <summary><see cref="Passes.ValueNumbering"/>.</summary>
    Values = 4,

    /// <summary><see cref="CheckElimination"/>.</summary>
    Checks = 8,

    /// <summary><see cref="StoreForwarding"/>.</summary>
    Stores = 16,

    /// <summary><see cref="LoopInvariants"/>.</summary>
    Loops = 32,

    /// <summary><see cref="DeadCode"/>.</summary>
    Dead = 64,

    /// <summary><see cref="BlockLayout"/>.</summary>
    Layout = 128,

    /// <summary>All.</summary>
    All = Branches | Simplify | Values | Checks | Stores | Loops | Dead | Layout,
}

/// <summary>A row of the list.</summary>
/// <param name="Set">Its switch.</param>
/// <param name="Name">In dumps, on command lines, in tests.</param>
/// <param name="Letter">For short lists of switches.</param>
/// <param name="Pass">The pass. It may have several rows.</param>
internal sealed record PassRow(PassSet Set, string Name, char Letter, Pass Pass);

/// <summary>
/// The passes in the order in which they run: the only list of them. Runs them, and measures, verifies and shows what they do.
/// One object per compiling thread.
/// </summary>
internal sealed class PassList
{
    private readonly PassContext _context = new();
    private readonly IrVerifier _verifier = new();
    private readonly PassRow[] _rows;
    private readonly long[] _ticks;

    /// <summary>Makes the list.</summary>
    public PassList()
    {
        var branches = new PassRow(PassSet.Branches, "branches", 'B', new BranchFolding());
        var simplify = new PassRow(PassSet.Simplify, "simplify", 'S', new Simplify());
        _rows =
        [
            branches,
            simplify,
            new PassRow(PassSet.Values, "values", 'V', new ValueNumbering()),
            new PassRow(PassSet.Checks, "checks", 'C', new CheckElimination()),
            new PassRow(PassSet.Stores, "stores", 'F', new StoreForwarding()),
            new PassRow(PassSet.Loops, "loops", 'L', new LoopInvariants()),
            simplify,
            branches,
            new PassRow(PassSet.Dead, "dead", 'D', new DeadCode()),
            new PassRow(PassSet.Layout, "layout", 'Y', new BlockLayout()),
        ];
        _ticks = new long[_rows.Length];
    }

    /// <summary>The rows in order.</summary>
    public ReadOnlySpan<PassRow> Rows => _rows;

    /// <summary>Whether the form is verified after each pass.</summary>
    public bool Verify { get; set; }

    /// <summary>Called before the first pass (with an empty name) and after each pass that runs.</summary>
    public Action<string, IrFunction>? Dump { get; set; }

    /// <summary>Time spent in the row of a number so far, in ticks of <see cref="Stopwatch"/>.</summary>
    public long TicksOf(int row) => _ticks[row];

    /// <summary>Runs the passes of a set on a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="set">The passes.</param>
    /// <param name="steps">Rows behind so many do not run.</param>
    /// <exception cref="IrException"><see cref="Verify"/> is on, and a pass has broken the form.</exception>
    public void Run(IrFunction function, PassSet set = PassSet.All, int steps = int.MaxValue)
    {
        Dump?.Invoke("", function);
        if (Verify)
        {
            _verifier.Check(function, "before the passes");
        }

        _context.Begin(function);
        for (int i = 0; i < _rows.Length && i < steps; i++)
        {
            PassRow row = _rows[i];
            if ((row.Set & set) == 0)
            {
                continue;
            }

            long start = Stopwatch.GetTimestamp();
            row.Pass.Run(_context);
            _ticks[i] += Stopwatch.GetTimestamp() - start;
            Dump?.Invoke(row.Name, function);
            if (Verify)
            {
                _verifier.Check(function, $"after {row.Name}");
            }
        }
    }

    /// <summary>Runs one pass, by its name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public void RunOne(IrFunction function, string name)
    {
        foreach (PassRow row in _rows)
        {
            if (row.Name == name)
            {
                _context.Begin(function);
                row.Pass.Run(_context);
                return;
            }
        }

        throw new ArgumentException($"there is no pass \"{name}\"", nameof(name));
    }

    /// <summary>All but those with some names.</summary>
    /// <exception cref="ArgumentException">There is none of a name.</exception>
    public PassSet AllBut(IReadOnlyList<string> names)
    {
        PassSet set = PassSet.All;
        foreach (string name in names)
        {
            PassSet before = set;
            foreach (PassRow row in _rows)
            {
                set &= row.Name == name ? ~row.Set : PassSet.All;
            }

            if (set == before)
            {
                throw new ArgumentException($"there is no pass '{name}'; there are: {string.Join(", ", Array.ConvertAll(_rows, row => row.Name))}", nameof(names));
            }
        }

        return set;
    }

    /// <summary>The names, each once.</summary>
    public string[] Names()
    {
        var names = new List<string>(_rows.Length);
        foreach (PassRow row in _rows)
        {
            if (!names.Contains(row.Name))
            {
                names.Add(row.Name);
            }
        }

        return [.. names];
    }

    /// <summary>Reads switches from letters: those that are on, or behind a minus those that are off.</summary>
    /// <exception cref="ArgumentException">A letter means nothing.</exception>
    public PassSet Parse(string letters)
    {
        bool off = letters.StartsWith('-');
        PassSet set = off ? PassSet.All : PassSet.None;
        foreach (char letter in off ? letters.AsSpan(1) : letters)
        {
            PassSet one = PassSet.None;
            foreach (PassRow row in _rows)
            {
                one |= row.Letter == letter ? row.Set : PassSet.None;
            }

            if (one == PassSet.None)
            {
                throw new ArgumentException($"no pass has the letter '{letter}'", nameof(letters));
            }

            set = off ? set & ~one : set | one;
        }

        return set;
    }
}
