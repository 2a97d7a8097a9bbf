using Carillon.Contracts.Sandbox;
using Carillon.Contracts.Sessions;
using Carillon.Core.Ports;

namespace Carillon.Features.Scheduling;

/// <summary>What jobs need from the house.</summary>
public sealed record SchedulingPorts(ILog Log, IDocuments Documents, IIdSource Ids, TimeProvider Clock)
{
    /// <summary>Where agents' runs happen.</summary>
    public required ISessions Sessions { get; init; }

    /// <summary>What those are called by.</summary>
    public required ISessionKeys Keys { get; init; }

    /// <summary>Their turns.</summary>
    public required ITurns Turns { get; init; }

    /// <summary>How turns end.</summary>
    public required IRuns Runs { get; init; }

    /// <summary>Their agents' processes.</summary>
    public required ISessionAgents SessionAgents { get; init; }

    /// <summary>Where commands run.</summary>
    public required ISandboxes Sandboxes { get; init; }

    internal long Now => Clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Waits; false when it was called off before.</summary>
    internal async Task<bool> WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(time, Clock, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
