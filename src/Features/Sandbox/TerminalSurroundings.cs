using Carillon.Contracts.Agents;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sandbox;

/// <summary>What every terminal of a server shares.</summary>
internal sealed record TerminalSurroundings(SandboxOptions Options, TimeProvider Clock, ILogger Logger)
{
    /// <summary>Where the end of a terminal's output is kept.</summary>
    public OutputRing RingFor(TerminalRequest request) =>
        new(Math.Clamp(request.OutputLimit ?? Options.OutputBytes, 0, Options.MaxOutputBytes));
}
