using Carillon.Core.Connections;
using Carillon.Dialects.Native.Publishing;
using Carillon.Dialects.Native.Rpc;
using Microsoft.Extensions.Logging;

namespace Carillon.Dialects.Native;

/// <summary>The native API as JSON-RPC 2.0: one message, one request, notification or batch. It belongs at <c>/v1/ws</c>.</summary>
public sealed class NativeDialect(NativeServices services) : IDialect
{
    internal const int MaxBytes = EventLimits.MaxBatchBytes;

    private readonly RpcMethods _methods = new(services);
    private readonly ILogger<RpcSession> _logger = services.Loggers.CreateLogger<RpcSession>();

    /// <inheritdoc/>
    public string Name => "native";

    /// <inheritdoc/>
    public int MaxMessageBytes => MaxBytes;

    /// <inheritdoc/>
    public LagPolicy LagPolicy { get; } = new();

    /// <inheritdoc/>
    public IDialectSession Open(IConnection connection) => new RpcSession(connection, services.Log, _methods, _logger);
}
