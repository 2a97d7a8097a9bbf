using Carillon.Contracts.Agents;
using Carillon.Contracts.Configuration;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Contracts.Perception;
using Carillon.Contracts.Scheduling;
using Carillon.Contracts.Sessions;
using Carillon.Core.Ports;

namespace Carillon.Dialects.Aleph;

/// <summary>What the dialect asks of the rest of the server.</summary>
public sealed record AlephServices
{
    /// <summary>Sessions and their conversations.</summary>
    public required ISessions Sessions { get; init; }

    /// <summary>Sessions by key.</summary>
    public required ISessionKeys Keys { get; init; }

    /// <summary>Running turns.</summary>
    public required ITurns Turns { get; init; }

    /// <summary>Turns by their own id.</summary>
    public required IRuns Runs { get; init; }

    /// <summary>Answers to permissions and questions.</summary>
    public required IApprovals Approvals { get; init; }

    /// <summary>Shortening sessions.</summary>
    public required ICompaction Compaction { get; init; }

    /// <summary>Scheduled jobs; null where there are none, and then <c>cron.*</c> are no methods.</summary>
    public IJobs? Jobs { get; init; }

    /// <summary>Approvals of commands; null where there are none, and then <c>exec.*</c> are no methods.</summary>
    public IExecApprovals? Exec { get; init; }

    /// <summary>The server's configuration; null where it cannot be seen, and then <c>config.*</c> are no methods.</summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>The watchers over the machine; null where there are none, and then nothing can be paused.</summary>
    public IPerception? Perception { get; init; }

    /// <summary>The agents that can be named.</summary>
    public required IAgents Agents { get; init; }

    /// <summary>Who belongs to the tenant, and with which role.</summary>
    public required IMembers Members { get; init; }

    /// <summary>Who a token speaks for.</summary>
    public required IAuthenticator Authenticator { get; init; }

    /// <summary>Replay.</summary>
    public required ILog Log { get; init; }

    /// <summary>Times.</summary>
    public required TimeProvider Clock { get; init; }
}
