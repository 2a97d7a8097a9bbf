namespace Carillon.Features.Agents.Rpc;

/// <summary>What comes in, and where what goes out is written.</summary>
internal sealed record RpcStreams(Stream Input, Stream Output);

/// <summary>What one conversation may cost.</summary>
/// <param name="MaxLineBytes">The longest message taken.</param>
/// <param name="MaxRequests">Requests of the other side served at a time; one more is refused.</param>
internal sealed record RpcLimits(int MaxLineBytes = 16 << 20, int MaxRequests = 64);
