using System.Runtime.InteropServices;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Features.Sandbox;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: System.Runtime.Versioning.UnsupportedOSPlatform("windows")]

namespace Carillon.Features.Agents.Tests;

/// <summary>A real workspace in a temporary folder, and agents as real processes in it.</summary>
public sealed class AgentFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    public static readonly string TestProgram = Path.Combine(AppContext.BaseDirectory, "Carillon.TestAgent");

    private static readonly Dictionary<string, string> ProgramEnvironment = new()
    {
        // Where this very runtime is, wherever it was installed.
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..")),
        ["CARILLON_DEMO_PACE_MS"] = "0",
    };

    private readonly DirectoryInfo _folder;
    private readonly SandboxFeature _sandboxes;
    private readonly AcpAgents _agents;

    private AgentFixture(DirectoryInfo folder, SandboxFeature sandboxes, IWorkspace workspace, AgentsOptions options)
    {
        _folder = folder;
        _sandboxes = sandboxes;
        _agents = new AcpAgents(options, TimeProvider.System, NullLogger<AcpAgents>.Instance);
        Workspace = workspace;
        Client = new RecordingClient(workspace);
    }

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public IWorkspace Workspace { get; }

    public RecordingClient Client { get; }

    public static Task<AgentFixture> MakeAsync(AgentsOptions options) => MakeAsync(_ => options);

    public static async Task<AgentFixture> MakeAsync(Func<AgentsOptions, AgentsOptions>? change = null)
    {
        var options = new AgentsOptions
        {
            Agents =
            [
                Scripted("scripted", ""), Scripted("dies", "dies"), Scripted("silent", "silent"), Scripted("old", "old"),
                Scripted("sign-in", "sign-in"), Scripted("stays", "stays"), Scripted("options", "options"), Scripted("stubborn", "stubborn"),
                new AgentDefinition("demo", TestProgram, ["demo-agent"], ProgramEnvironment),
                new AgentDefinition("echo", TestProgram, ["demo-agent", "--echo"], ProgramEnvironment),
                new AgentDefinition("missing", "no-such-program-anywhere", [], new Dictionary<string, string>()),
                new AgentDefinition("no-agent", "/bin/sh", ["-c", "echo hello; echo oh no >&2; exit 4"], new Dictionary<string, string>()),
            ],
        };
        var folder = Directory.CreateTempSubdirectory("carillon-agents-");
        var sandboxes = new SandboxFeature(
            new SandboxOptions(folder.FullName), new Counter(), TimeProvider.System, NullLoggerFactory.Instance);
        var workspace = await sandboxes.Sandboxes.OpenAsync("t", "s", Cancellation);
        return new AgentFixture(folder, sandboxes, workspace, change?.Invoke(options) ?? options);
    }

    public ValueTask<IAgent> StartAsync(string agentType) =>
        _agents.StartAsync(new AgentStart(agentType, "s", Workspace, Client), Cancellation);

    public async Task<CarillonException> RefusedAsync(string agentType) =>
        await Assert.ThrowsAsync<CarillonException>(() => StartAsync(agentType).AsTask());

    public static Task<PromptResult> PromptAsync(IAgent agent, string text) =>
        agent.PromptAsync(text, Cancellation).WaitAsync(Patience, Cancellation);

    public static async Task<AgentException> FailedAsync(IAgent agent, string text) =>
        await Assert.ThrowsAsync<AgentException>(() => PromptAsync(agent, text));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _sandboxes.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static AgentDefinition Scripted(string name, string start) => new(
        name, TestProgram, [start], new Dictionary<string, string>(ProgramEnvironment) { ["AGENT_KEY"] = "key-that-is-secret" });

    private sealed class Counter : IIdSource
    {
        private readonly string _prefix = Path.GetRandomFileName();
        private int _last;

        public string NewId() => $"{_prefix}-{Interlocked.Increment(ref _last)}";
    }
}
