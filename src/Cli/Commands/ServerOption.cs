using System.CommandLine;
using System.CommandLine.Parsing;
using Carillon.Cli.Failures;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>--server</c>: which server is spoken to.</summary>
internal sealed class ServerOption : Option<Uri>
{
    private const string Variable = "CARILLON_SERVER";
    private const string Default = "http://127.0.0.1:7777";

    public ServerOption(Terminal terminal)
        : base("--server")
    {
        Description = $"The server to speak to ({Variable})";
        HelpName = "URL";
        DefaultValueFactory = result => Parse(terminal.Setting(Variable) ?? Default, result)!;
        CustomParser = result => Parse(result.Tokens[0].Value, result);
    }

    /// <summary>Speaks to the server; a server that does not answer is told from every other failure.</summary>
    public async Task<ExitCode> UseAsync(ParseResult parse, Func<CarillonClient, Task<ExitCode>> work, CancellationToken cancellationToken)
    {
        var address = parse.GetRequiredValue(this);
        using var client = new CarillonClient(new CarillonClientOptions { BaseAddress = address });
        try
        {
            return await work(client);
        }
        catch (Exception exception) when (IsLoss(exception, cancellationToken))
        {
            throw new CliException(ExitCode.Unreachable, $"No server answers at {address}", "Is it running? Start it with: carillon serve", exception);
        }
    }

    private static bool IsLoss(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        HttpRequestException or HttpIOException or TimeoutException => true,
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => false,
    };

    private static Uri? Parse(string text, ArgumentResult result)
    {
        var full = text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}";
        if (Uri.TryCreate(full, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        result.AddError($"'{text}' is not an address such as {Default}");
        return null;
    }
}
