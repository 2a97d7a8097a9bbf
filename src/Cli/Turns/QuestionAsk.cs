using Carillon.Cli.Dialogs;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Turns;

/// <summary>Asks the questions of a request, one after the other.</summary>
internal sealed class QuestionAsk : PendingAsk
{
    private readonly QuestionRequested _request;
    private readonly Dictionary<string, string> _answers = [];
    private IDialog _dialog;
    private int _index;

    public QuestionAsk(QuestionRequested request)
        : base(request.RequestId)
    {
        _request = request;
        _dialog = DialogFor(request.Questions[0]);
    }

    public override IDialog Dialog => _dialog;

    public override bool Accept()
    {
        _answers[_request.Questions[_index].Id] = _dialog is Choice<string> choice ? choice.Value : ((TextField)_dialog).Value;
        if (++_index == _request.Questions.Count) return true;
        _dialog = DialogFor(_request.Questions[_index]);
        return false;
    }

    public override async Task SendAsync(CarillonClient client, CancellationToken cancellationToken) =>
        await client.Approvals.AnswerAsync(_request.SessionId, _request.RequestId, _answers, cancellationToken);

    private static IDialog DialogFor(Question question) => question switch
    {
        { Type: "confirm" } => new Choice<string>([("Yes", "true"), ("No", "false")]),
        { Type: "choice", Options: { Count: > 0 } options } => new Choice<string>([.. options.Select(option => (option, option))]),
        { Type: "multi_choice", Options: { Count: > 0 } options } => new TextField($"{question.Text} ({string.Join(", ", options)}):"),
        _ => new TextField($"{question.Text}:"),
    };
}
