using Carillon.Contracts.Files;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Contracts.Sessions;
using Carillon.Core.Ports;

namespace Carillon.Dialects.Diminuendo;

/// <summary>What the dialect asks of the rest of the server.</summary>
/// <param name="Sessions">Sessions, their snapshots and their conversations.</param>
/// <param name="Turns">Running, stopping and steering turns.</param>
/// <param name="Approvals">Answers to permissions and questions.</param>
/// <param name="Files">The files of sessions, now and before.</param>
/// <param name="Members">Who belongs to the tenant, and with which role.</param>
/// <param name="Log">Replay.</param>
/// <param name="Authenticator">Who a token speaks for.</param>
public sealed record DiminuendoServices(
    ISessions Sessions, ITurns Turns, IApprovals Approvals, IFiles Files, IMembers Members, ILog Log, IAuthenticator Authenticator);
