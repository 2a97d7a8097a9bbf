using System.Net;
using System.Net.Sockets;

namespace Carillon.Client.Tests;

/// <summary>Stands between client and server, and breaks what goes through it when a test says so.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<(TcpClient Client, TcpClient Server)> _open = [];
    private readonly List<Task> _pumps = [];
    private readonly Task _accept;
    private readonly Uri _target;
    private volatile bool _refusing;
    private volatile int _cutAfter = int.MaxValue;
    private TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CuttingProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        _accept = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Each connection from now on breaks once so many bytes have come from the server.</summary>
    public void CutEachAfter(int bytes) => _cutAfter = bytes;

    /// <summary>Breaks what is open and lets nobody in; returns once somebody has tried.</summary>
    public async Task RefuseAsync(CancellationToken cancellationToken)
    {
        _refused = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _refusing = true;
        CutAll();
        await _refused.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }

    public void LetIn() => _refusing = false;

    public void CutAll()
    {
        lock (_gate)
        {
            foreach (var (client, server) in _open)
            {
                // A reset, as when a machine on the way dies; there is no socket any more where a pump has ended.
                client.Client?.Close(timeout: 0);
                client.Dispose();
                server.Dispose();
            }

            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        CutAll();
        await _accept;
        await Task.WhenAll(_pumps);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                if (_refusing)
                {
                    client.Dispose();
                    _refused.TrySetResult();
                    continue;
                }

                var server = new TcpClient();
                await server.ConnectAsync(_target.Host, _target.Port, _stop.Token);
                lock (_gate) _open.Add((client, server));
                _pumps.Add(PumpAsync(client, server, int.MaxValue));
                _pumps.Add(PumpAsync(server, client, _cutAfter));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or the server behind is away.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, int cutAfter)
    {
        var buffer = new byte[512];
        try
        {
            var passed = 0;
            while (passed < cutAfter)
            {
                var count = await from.GetStream().ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, cutAfter - passed)), _stop.Token);
                if (count == 0) break;
                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), _stop.Token);
                passed += count;
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One side is gone; so is the other.
        }

        from.Dispose();
        to.Dispose();
    }
}
