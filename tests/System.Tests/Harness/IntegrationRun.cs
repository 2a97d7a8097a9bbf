using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Carillon.System.Tests.Harness;

/// <summary>One of the integrations in docs/dialects/aleph.md, running in a process of its own; what it calls is recorded.</summary>
public sealed partial class IntegrationRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly List<JsonElement> _calls = [];
    private readonly StringBuilder _complaints = new();
    private readonly Lock _gate = new();
    private readonly TemporaryFolder _profile = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process _process = null!;
    private HttpListener? _page;
    private Task _serving = Task.CompletedTask;

    /// <summary>What it called so far, the first being that it is subscribed.</summary>
    public IReadOnlyList<JsonElement> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Integrations");

    /// <summary>Starts an integration and waits until it is subscribed.</summary>
    /// <param name="name">As the page marks it.</param>
    /// <param name="where"><c>node</c> or <c>chromium</c>.</param>
    public static async Task<IntegrationRun> StartAsync(string name, string where, Uri address, CancellationToken cancellationToken)
    {
        var run = new IntegrationRun();
        var source = Source(name);
        if (where == "node") await run.StartNodeAsync(source, address);
        else run.StartChromium(source, address);
        await run.WaitForAsync(call => call.GetProperty("call").GetString() == "subscribed", cancellationToken);
        return run;
    }

    /// <summary>Waits for the first call that fits.</summary>
    public async Task<JsonElement> WaitForAsync(Func<JsonElement, bool> fits, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_calls.Find(call => fits(call)) is { ValueKind: JsonValueKind.Object } found) return found;
                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(Patience, cancellationToken);
            }
            catch (TimeoutException)
            {
                lock (_gate) throw new InvalidOperationException($"It called {string.Join(", ", _calls)} and said:\n{_complaints}");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _page?.Close();
        await _serving;
        _profile.Dispose();
    }

    private async Task StartNodeAsync(string source, Uri address)
    {
        Start("node", ["--experimental-websocket", Path.Combine(Folder, "node.js"), address.ToString()]);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null) Keep(line.Data);
        };
        _process.BeginOutputReadLine();
        await _process.StandardInput.WriteAsync(source);
        _process.StandardInput.Close();
    }

    private void StartChromium(string source, Uri address)
    {
        var origin = $"http://127.0.0.1:{FreePort()}/";
        _page = new HttpListener();
        _page.Prefixes.Add(origin);
        _page.Start();
        _serving = ServeAsync(_page, Page(source, address));
        Start(
            "chromium",
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", $"--user-data-dir={_profile.Path}",
                "--remote-debugging-port=0", origin,
            ]);
        _process.BeginOutputReadLine();
    }

    private void Start(string program, IReadOnlyList<string> arguments)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_gate) _complaints.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>Gives the browser its page, and takes what the page records.</summary>
    private async Task ServeAsync(HttpListener listener, byte[] page)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                if (context.Request.HttpMethod == "POST")
                {
                    using var reader = new StreamReader(context.Request.InputStream);
                    Keep(await reader.ReadToEndAsync());
                }
                else
                {
                    context.Response.ContentType = "text/html; charset=utf-8";
                    await context.Response.OutputStream.WriteAsync(page);
                }

                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The run is over.
        }
    }

    private static byte[] Page(string source, Uri address) => Encoding.UTF8.GetBytes(
        $$"""
        <!doctype html><meta charset="utf-8"><title>Integration</title>
        <script>{{File.ReadAllText(Path.Combine(Folder, "integration.js"))}}</script>
        <script>
          // One after the other, so that they arrive in the order they were made in.
          let last = Promise.resolve();
          const record = (call) => { last = last.then(() => fetch("/record", { method: "POST", body: JSON.stringify(call) })); };
          runIntegration({{JsonSerializer.Serialize(source)}}, "{{address}}", record);
        </script>
        """);

    private void Keep(string call)
    {
        lock (_gate)
        {
            _calls.Add(JsonDocument.Parse(call).RootElement);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static string Source(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Carillon.slnx"))) folder = folder.Parent!;
        var page = File.ReadAllText(Path.Combine(folder.FullName, "docs", "dialects", "aleph.md"));
        return Block().Matches(page).Single(block => block.Groups[1].Value == name).Groups[2].Value;
    }

    [GeneratedRegex(@"<!-- run: ([a-z ]+) -->\n```js\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
