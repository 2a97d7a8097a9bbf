using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Carillon.System.Tests.Harness;

/// <summary>A page of the documentation, and its examples as a reader would use them.</summary>
public sealed partial class DocsPage(string name)
{
    private readonly string _text = File.ReadAllText(PathOf(name));

    /// <summary>Everything fenced as one language, in order.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Fences().Matches(_text).Where(fence => fence.Groups["language"].Value == language).Select(fence => fence.Groups["text"].Value)];

    /// <summary>Runs a block of shell lines as a reader would; whichever fails, fails. Returns what they print.</summary>
    /// <param name="environment">Variables beside those of this process.</param>
    public static async Task<string> RunAsync(string lines, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        await using var shell = Start(lines, environment);
        var code = await shell.EndAsync(cancellationToken);
        Assert.True(code == 0, $"{lines}\n{shell.Output}");
        return shell.Output;
    }

    /// <summary>The same for lines that do not end by themselves.</summary>
    public static OtherProgram Start(string lines, IReadOnlyDictionary<string, string> environment) => OtherProgram.Start(
        "bash",
        ["-euo", "pipefail", "-c", lines],
        Path.GetTempPath(),
        new Dictionary<string, string>(environment)
        {
            ["CARILLON_DEMO_PACE_MS"] = "2",
            ["NO_COLOR"] = "1",
            ["PATH"] = $"{Path.GetDirectoryName(CarillonProcess.Executable)}:{Environment.GetEnvironmentVariable("PATH")}",
        });

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs", name));

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fences();
}
