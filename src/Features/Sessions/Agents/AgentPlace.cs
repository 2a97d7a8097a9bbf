using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;

namespace Carillon.Features.Sessions.Agents;

/// <summary>Where a session's agent works, and who notices what it changes there.</summary>
internal sealed record AgentPlace(IWorkspace Workspace, IFileWatch Files);
