using Carillon.Contracts.Sessions;
using Carillon.Core.Ports;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Compaction;
using Carillon.Features.Sessions.Keys;
using Carillon.Features.Sessions.Lifecycle;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Runs;
using Carillon.Features.Sessions.Snapshots;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Sessions;

/// <summary>The room put together: recover at start, then use, then stop.</summary>
public sealed class SessionsFeature
{
    private readonly SessionProjection _projection = new();
    private readonly RunEnds _runEnds = new();
    private readonly SessionTurns _turns;
    private readonly SessionRecovery _recovery;

    /// <summary>Assigns; the log must be given <see cref="Observer"/> before it starts.</summary>
    public SessionsFeature(SessionsPorts ports, SessionsOptions options, ILoggerFactory loggers)
    {
        var store = new SessionStore(ports.Documents);
        var live = new LiveSessions(ports, options, store);
        _turns = new SessionTurns(live, store, _projection, ports, options, loggers.CreateLogger<SessionTurns>());
        _recovery = new SessionRecovery(ports, store, loggers.CreateLogger<SessionRecovery>());
        var directory = new SessionDirectory(live, store, _projection, ports);
        Sessions = directory;
        Keys = new KeyedSessions(directory, store, ports, options);
        Runs = new RunDirectory(_turns, store, ports, _runEnds);
        Compaction = new SessionCompaction(live, store, _turns, Runs, ports.Hooks);
        var broker = new ApprovalBroker(live, store);
        Approvals = broker;
        Desk = new PermissionDesk(live, store, broker, ports);
    }

    /// <summary>Their records.</summary>
    public ISessions Sessions { get; }

    /// <summary>Sessions by key.</summary>
    public ISessionKeys Keys { get; }

    /// <summary>Turns by their own id.</summary>
    public IRuns Runs { get; }

    /// <summary>Shortens them.</summary>
    public ICompaction Compaction { get; }

    /// <summary>Their turns.</summary>
    public ITurns Turns => _turns;

    /// <summary>Their agents' processes.</summary>
    public ISessionAgents Agents => _turns;

    /// <summary>What waits for people.</summary>
    public IApprovals Approvals { get; }

    /// <summary>Permissions that no agent asks for.</summary>
    public IPermissionDesk Desk { get; }

    /// <summary>Keeps running turns in memory for those who join in the middle, and tells those who wait that one has ended.</summary>
    public ICommitObserver Observer => new Observers(_projection, _runEnds);

    /// <summary>Ends what a crash cut off; once the log has started and before anyone is let in.</summary>
    public Task RecoverAsync(CancellationToken cancellationToken) => _recovery.RunAsync(cancellationToken);

    /// <summary>Begins no more turns, ends those that run as lost, and ends every agent; before the log stops.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _turns.StopAllAsync(cancellationToken);

    private sealed class Observers(SessionProjection projection, RunEnds runEnds) : ICommitObserver
    {
        public void OnCommitted(Core.Streams.Entry entry)
        {
            projection.OnCommitted(entry);
            runEnds.OnCommitted(entry);
        }
    }
}
