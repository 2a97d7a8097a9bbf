using Carillon.Contracts.Agents;
using Carillon.Contracts.Configuration;
using Carillon.Contracts.Files;
using Carillon.Contracts.Members;
using Carillon.Contracts.Perception;
using Carillon.Contracts.Scheduling;
using Carillon.Contracts.Sessions;
using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Native;

/// <summary>What the native dialect stands on.</summary>
public sealed record NativeServices
{
    /// <summary>Where events are published and paged.</summary>
    public required ILog Log { get; init; }

    /// <summary>Sessions.</summary>
    public required ISessions Sessions { get; init; }

    /// <summary>Their turns.</summary>
    public required ITurns Turns { get; init; }

    /// <summary>Their permissions and questions.</summary>
    public required IApprovals Approvals { get; init; }

    /// <summary>The files of their workspaces.</summary>
    public required IFiles Files { get; init; }

    /// <summary>Who belongs to the tenant.</summary>
    public required IMembers Members { get; init; }

    /// <summary>The agents that can be named.</summary>
    public required IAgents Agents { get; init; }

    /// <summary>The watchers over this machine.</summary>
    public required IPerception Perception { get; init; }

    /// <summary>Scheduled jobs.</summary>
    public required IJobs Jobs { get; init; }

    /// <summary>The server's own configuration.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Makes the outboxes of event streams.</summary>
    public required ConnectionFactory Connections { get; init; }

    /// <summary>Times the heartbeats.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Signalled when the server begins to stop: event streams end then.</summary>
    public required CancellationToken Stopping { get; init; }

    /// <summary>Why it does, asked once it does: one of <see cref="StopReasons"/>.</summary>
    public Func<string> StopReason { get; init; } = () => StopReasons.Restart;

    /// <summary>Who sends a request. Errors: Unauthenticated, RateLimited.</summary>
    public required Func<HttpContext, CancellationToken, ValueTask<Authentication>> Identify { get; init; }

    /// <summary>Makes the loggers.</summary>
    public required ILoggerFactory Loggers { get; init; }
}
