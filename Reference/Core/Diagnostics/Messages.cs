namespace Wasm.Core.Diagnostics;

/// <summary>
/// Every error text, in the words of the specification's test suite; a message may go on after these words (index,
/// types, what was found), since the suite matches prefixes. Partial: a family of messages is a file.
/// Numbers in parentheses are sections of the specification.
/// </summary>
public static partial class Messages
{
}
