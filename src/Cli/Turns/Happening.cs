using Carillon.Client;

namespace Carillon.Cli.Turns;

/// <summary>What can happen while a turn is watched. The records below are all there are.</summary>
internal abstract record Happening;

/// <summary>The server told something.</summary>
internal sealed record ItemCame(FollowItem Item) : Happening;

/// <summary>A key was pressed.</summary>
internal sealed record KeyPressed(ConsoleKeyInfo Key) : Happening;

/// <summary>Ctrl-C was pressed.</summary>
internal sealed record InterruptPressed : Happening;

/// <summary>A moment passed.</summary>
internal sealed record MomentPassed : Happening;
