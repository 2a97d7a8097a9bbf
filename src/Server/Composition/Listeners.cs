using System.Net;
using Carillon.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Carillon.Server.Composition;

/// <summary>Marks a connection to a port that is one dialect's own.</summary>
internal sealed record CompatConnection(string Dialect);

/// <summary>Opens the common port and, where asked for, those where dialects' own clients look.</summary>
internal sealed class Listeners(ServerOptions options)
{
    private readonly List<(string Dialect, ListenOptions Listener)> _compat = [];
    private ListenOptions? _main;

    /// <summary>Where they listen; known once the server has started.</summary>
    public ServerAddresses Addresses => new(
        AddressOf(_main!, "http", "/"),
        _compat.GroupBy(own => own.Dialect).ToDictionary(
            dialect => dialect.Key, dialect => (IReadOnlyList<Uri>)[.. dialect.Select(own => AddressOf(own.Listener, "ws", "/ws"))]));

    public void Open(KestrelServerOptions kestrel)
    {
        Listen(kestrel, options.Port, listen => _main = listen);
        if (!options.CompatPorts) return;
        foreach (var (dialect, port) in options.CompatPortNumbers.SelectMany(own => own.Value.Select(port => (own.Key, port))))
        {
            var mark = new CompatConnection(dialect);
            Listen(kestrel, port, listen =>
            {
                _compat.Add((dialect, listen));
                listen.Use(next => connection =>
                {
                    connection.Features.Set(mark);
                    return next(connection);
                });
            });
        }
    }

    private bool IsLocalhost => options.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    private void Listen(KestrelServerOptions kestrel, int port, Action<ListenOptions> configure)
    {
        // "localhost" means both families, but two sockets cannot share a port that the system chooses.
        if (IsLocalhost && port != 0) kestrel.ListenLocalhost(port, Configure);
        else kestrel.Listen(IsLocalhost ? IPAddress.Loopback : IPAddress.Parse(options.Host.Trim('[', ']')), port, Configure);

        void Configure(ListenOptions listen)
        {
            listen.Protocols = HttpProtocols.Http1;
            configure(listen);
        }
    }

    private Uri AddressOf(ListenOptions listen, string scheme, string path) =>
        new UriBuilder(scheme, options.Host.Trim('[', ']'), listen.IPEndPoint!.Port, path).Uri;
}
