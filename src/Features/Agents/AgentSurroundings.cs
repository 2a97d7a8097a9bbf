using Microsoft.Extensions.Logging;

namespace Carillon.Features.Agents;

/// <summary>What belongs to an agent beside its process and its conversation.</summary>
internal sealed record AgentSurroundings(string AgentType, SecretMask Mask, AgentsOptions Options, TimeProvider Clock, ILogger Logger);
