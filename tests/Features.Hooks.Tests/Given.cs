using Carillon.Contracts.Hooks;
using Carillon.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Features.Hooks.Tests;

/// <summary>Hooks that run real processes in a real folder.</summary>
public abstract class HooksTest : IAsyncDisposable
{
    protected HooksTest() =>
        Hooks = new HooksFeature(Options, new SequentialIds(), TimeProvider.System, NullLogger<HooksFeature>.Instance);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("carillon-hooks-").FullName;

    protected HooksFeature Hooks { get; }

    private HooksOptions Options => new(Folder) { StopGrace = TimeSpan.FromSeconds(20) };

    public async ValueTask DisposeAsync()
    {
        await Hooks.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static HookDefinition On(HookEvent happening, HookKind kind, string command, string name = "guard") =>
        new(name, happening, kind, [new CommandAction(command, null, new Dictionary<string, string>())]);

    protected static HookDefinition Guard(string command, string name = "guard") => On(HookEvent.PreToolUse, HookKind.Interceptor, command, name);

    protected HookCall Call(string tool = "edit") => new(HookEvent.PreToolUse, "acme", "s1")
    {
        TurnId = "u1",
        AgentType = "demo",
        WorkingDirectory = Folder,
        ToolName = tool,
        ToolCallId = "c1",
        Arguments = """{"path":"a b.txt","content":"'; touch injected; '"}""",
        File = "a b.txt",
        Source = "fs/write_text_file",
    };

    protected async Task<HookOutcome> RunAsync(HookCall call, params HookDefinition[] hooks)
    {
        Hooks.Apply(hooks);
        return await Hooks.RunAsync(call, Cancellation);
    }

    protected string Path(string name) => System.IO.Path.Combine(Folder, name);

    /// <summary>A file as soon as it is there, whole.</summary>
    protected async Task<string> WrittenAsync(string name)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        while (!File.Exists(Path(name)) && clock.Elapsed < TimeSpan.FromSeconds(30)) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
        return await File.ReadAllTextAsync(Path(name), Cancellation);
    }
}
