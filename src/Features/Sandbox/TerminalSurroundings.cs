using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>What every terminal of a server shares.</summary>
internal sealed record TerminalSurroundings(TimeSpan DrainGrace, TimeProvider Clock, RunningTerminals Running, ILogger Logger);
