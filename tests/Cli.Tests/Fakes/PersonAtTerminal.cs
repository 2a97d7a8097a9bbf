using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;

namespace Carillon.Cli.Tests.Fakes;

/// <summary>The program in this process, on a terminal that a person sits at.</summary>
internal sealed class PersonAtTerminal : IDisposable
{
    public PaintedScreen Screen { get; } = new(width: 100);

    public ScriptedKeys Keys { get; } = new();

    public Interrupts Interrupts { get; } = new();

    public Task<ExitCode> RunAsync(Uri server, params string[] args) => new CarillonProgram(new Terminal
    {
        Input = Stream.Null,
        IsInputTerminal = true,
        Output = Screen.Screen,
        OutputBytes = Stream.Null,
        Error = Screen.Screen,
        Keys = Keys,
        Interrupts = Interrupts,
        Variable = _ => null,
        VariableNames = () => [],
        Clock = TimeProvider.System,
    }).RunAsync([.. args, "--server", server.ToString()]);

    public void Dispose()
    {
        Interrupts.Dispose();
        Screen.Dispose();
    }
}
