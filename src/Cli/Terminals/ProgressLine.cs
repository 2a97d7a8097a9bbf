using Spectre.Console;

namespace Carillon.Cli.Terminals;

/// <summary>Shows how far some work is, while a person watches it; elsewhere it shows nothing.</summary>
internal sealed class ProgressLine(Screen screen)
{
    /// <summary>Runs the work on a thread of its own.</summary>
    /// <param name="words">What is said of a report.</param>
    public async Task<TResult> RunAsync<TReport, TResult>(Func<TReport, string> words, Func<IProgress<TReport>, TResult> work)
    {
        if (!screen.IsTerminal) return await Task.Run(() => work(new Silence<TReport>()));
        return await screen.Console.Status().Spinner(Spinner.Known.Dots).StartAsync(
            "…",
            status => Task.Run(() => work(new Report<TReport>(report => status.Status(Markup.Escape(words(report)))))));
    }

    // Progress<T> would post its reports, and the last of them would come after the end.
    private sealed class Report<T>(Action<T> tell) : IProgress<T>
    {
        void IProgress<T>.Report(T value) => tell(value);
    }

    private sealed class Silence<T> : IProgress<T>
    {
        public void Report(T value)
        {
            // Nobody watches.
        }
    }
}
