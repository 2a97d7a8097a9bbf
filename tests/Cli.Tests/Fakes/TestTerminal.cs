using System.Text;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;
using Carillon.Fakes;

namespace Carillon.Cli.Tests.Fakes;

/// <summary>The program in this process, on pipes that the test holds.</summary>
internal sealed class TestTerminal : IDisposable
{
    private readonly Interrupts _interrupts = new();
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new();
    private readonly Dictionary<string, string> _variables = [];

    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    public string Error => _error.ToString();

    public TestTerminal With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public Task<ExitCode> RunAsync(params string[] args) => RunAsync("", args);

    public async Task<ExitCode> RunAsync(string input, string[] args)
    {
        var writer = new StreamWriter(_output, new UTF8Encoding(false)) { AutoFlush = true };
        return await new CarillonProgram(new Terminal
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            IsInputTerminal = false,
            Output = new Screen(writer, ScreenTraits.Plain),
            OutputBytes = _output,
            Error = new Screen(_error, ScreenTraits.Plain),
            Interrupts = _interrupts,
            Variable = name => _variables.GetValueOrDefault(name),
            VariableNames = () => _variables.Keys,
            Clock = new ManualTimeProvider(),
        }).RunAsync(args);
    }

    public void Dispose()
    {
        _interrupts.Dispose();
        _error.Dispose();
        _output.Dispose();
    }
}
