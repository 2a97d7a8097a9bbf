namespace Carillon.Server.Tests.Serving;

/// <summary>Tests that need what a process has one of: its standard error, its meter.</summary>
[CollectionDefinition(nameof(TheProcess), DisableParallelization = true)]
public sealed class TheProcess;
