using NUnit.Framework;

// Fixtures run side by side; a fixture that cannot says [NonParallelizable].
[assembly: Parallelizable(ParallelScope.Fixtures)]
