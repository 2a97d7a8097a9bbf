using System.Runtime.InteropServices;
using Carillon.Core.Identity;
using Carillon.Features.Identity.Tokens;
using Carillon.Server;
using Carillon.Server.Configuration;

namespace Carillon.Dialects.Diminuendo.Tests.Conformance;

/// <summary>
/// The whole server, as <c>carillon serve</c> runs it, with API keys for everyone a test needs, the demonstration agent as a
/// process of its own, and a folder that is gone afterwards.
/// </summary>
public sealed class LiveGateway : IAsyncLifetime
{
    public const string Tenant = "acme";

    /// <summary>What no prompt may hold here: a hook sees to it.</summary>
    internal const string RefusedWords = "forbidden words";

    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, string> _keys = [];
    private Task _running = Task.CompletedTask;

    public Uri Address { get; private set; } = null!;

    /// <summary>The data folder.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("carillon-conformance-");

    /// <summary>A session whose agent has written a file, once a test has made it.</summary>
    public string? WrittenSession { get; set; }

    /// <summary>Who there is: one of each role in the tenant, and an owner of another tenant for each message.</summary>
    public static IReadOnlyList<NewToken> Everyone { get; } =
    [
        new("olga", Tenant, Role.Owner), new("adam", Tenant, Role.Admin), new("bill", Tenant, Role.BillingAdmin), new("mona", Tenant, Role.Member),
        new("vera", Tenant, Role.Viewer), new("moved", Tenant, Role.Member), new("removed", Tenant, Role.Member),
        .. MessageTable.Rows.Select(row => new NewToken("stranger", StrangerOf(row), Role.Owner)),
    ];

    /// <summary>A tenant that nothing but one row of the table uses.</summary>
    internal static string StrangerOf(MessageRow row) => $"other-{row.Name.Replace('_', '-').Replace(' ', '-')}";

    /// <summary>The key of someone.</summary>
    public string KeyOf(string user, string tenant = Tenant) => _keys[$"{user}@{tenant}"];

    public async ValueTask InitializeAsync()
    {
        var settings = new FileSettings
        {
            Listen = new ListenSettings { Port = 0 },
            Identity = new IdentitySettings { Mode = IdentityKind.Tokens },
            TrustedProxies = ["127.0.0.1"],
            Agents = new Dictionary<string, AgentSettings> { ["worker"] = Worker },
            Hooks = [Refusing],
        };
        var file = new TokenFile(settings.Identity.TokensPath(Folder.FullName), TimeProvider.System);
        foreach (var someone in Everyone) _keys[$"{someone.User}@{someone.Tenant}"] = (await file.CreateAsync(someone, CancellationToken.None)).Key;

        var started = new TaskCompletionSource<ServerAddresses>(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new ServerOptions
        {
            DataDirectory = Folder.FullName,
            SelfCommand = ["carillon"],
            File = settings,
            OnStarted = started.SetResult,
        };
        _running = CarillonServer.RunAsync(options, _stopping.Token);
        await await Task.WhenAny(started.Task, _running);
        Address = (await started.Task).Http;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        Folder.Delete(recursive: true);
    }

    private static HookSettings Refusing => new()
    {
        Event = "UserPromptSubmit",
        Kind = HookKindName.Interceptor,
        Actions = [new HookActionSettings { Command = $"if grep -q '{RefusedWords}'; then echo 'block: not here'; fi" }],
    };

    /// <summary>Where it was built itself: beside these tests it would miss what the web framework brings along for them.</summary>
    private static string AgentProgram
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(own.Parent!.Parent!.FullName, "TestAgent", own.Name, "Carillon.TestAgent");
        }
    }

    private static AgentSettings Worker => new()
    {
        Command = AgentProgram,
        Args = ["demo-agent"],
        Env = new Dictionary<string, string>
        {
            // Where this very runtime is, wherever it was installed.
            ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
            ["CARILLON_DEMO_PACE_MS"] = "0",
        },
    };
}
