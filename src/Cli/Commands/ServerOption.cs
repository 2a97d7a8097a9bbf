using System.CommandLine;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>--server</c>: which server is spoken to.</summary>
internal sealed class ServerOption : Option<string>
{
    private const string Variable = "CARILLON_SERVER";
    private const string TokenVariable = "CARILLON_TOKEN";
    private const string Default = "http://127.0.0.1:7777";

    private readonly Terminal _terminal;

    public ServerOption(Terminal terminal)
        : base("--server")
    {
        _terminal = terminal;
        Description = $"The server to speak to ({Variable})";
        HelpName = "URL";
        DefaultValueFactory = _ => terminal.Setting(Variable) ?? Default;
    }

    /// <summary>Speaks to the server; a server that does not answer is told from every other failure.</summary>
    public async Task<ExitCode> UseAsync(ParseResult parse, Func<CarillonClient, Task<ExitCode>> work, CancellationToken cancellationToken)
    {
        var address = AddressOf(parse.GetRequiredValue(this));
        using var client = new CarillonClient(new CarillonClientOptions { BaseAddress = address, Token = _terminal.Setting(TokenVariable) });
        try
        {
            return await work(client);
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            throw new CliException(ExitCode.Unreachable, $"No server answers at {address.GetLeftPart(UriPartial.Authority)}", "Is it running? Start it with: carillon serve", exception);
        }
    }

    /// <summary>The same for work that either is done as asked or fails.</summary>
    public Task<ExitCode> UseAsync(ParseResult parse, Func<CarillonClient, Task> work, CancellationToken cancellationToken) => UseAsync(
        parse,
        async client =>
        {
            await work(client);
            return ExitCode.Ok;
        },
        cancellationToken);

    private static bool IsLoss(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpRequestException or HttpIOException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static Uri AddressOf(string text)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        return Uri.TryCreate(full, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CliException(ExitCode.Usage, $"'{text}' is not the address of a server", $"Give one such as {Default}");
    }
}
