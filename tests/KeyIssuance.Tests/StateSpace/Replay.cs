using Npgsql;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.StateSpace;

/// <summary>
/// Runs one worker from where it last read its operation, with the answers it had then; its next call happens as
/// <paramref name="fate"/> says, and the one after it never returns, which is also what a death looks like from outside.
/// </summary>
internal sealed class Replay(ModelState state, ModelWorker worker, Fate fate)
{
    private int _made;
    private bool _hasStopped;

    /// <summary>As the worker's call has left it.</summary>
    public ModelState State { get; private set; } = state;

    public List<Answer> Answers { get; } = [.. worker.Answers];

    /// <summary>The call after that; null when the worker has ended.</summary>
    public CallKind? Next { get; private set; }

    /// <summary>The hour at which the step began: a worker that sleeps does not look at the clock again.</summary>
    public int Now => Answers is [{ Value: ModelState loaded }, ..] ? loaded.Now : State.Now;

    /// <summary>Whether the worker has not read its operation yet.</summary>
    public bool IsAtStart => _made == 0;

    /// <summary>
    /// The worker goes on as one that has just read its operation in the present state. Its connection to the server, which it would keep,
    /// is taken for lost.
    /// </summary>
    public void BeginStep(string text)
    {
        Answers.Clear();
        Answers.Add(new Answer(State, null, text));
    }

    /// <summary>Makes a call of the code under test.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="act">Its effect: the state after it, what it answers, and a text that is equal for equal answers.</param>
    /// <param name="toAnswer">Makes the answer anew for each run: material is zeroed by its reader.</param>
    public Task<T> CallAsync<T>(CallKind kind, Func<ModelState, (ModelState State, object? Value, string Text)> act, Func<object?, T> toAnswer)
    {
        if (_hasStopped)
        {
            return Never<T>();
        }

        if (_made > worker.Answers.Length)
        {
            _hasStopped = true;
            Next = kind;
            return Never<T>();
        }

        if (_made == Answers.Count)
        {
            Answers.Add(Happen(kind, act));
        }

        var answer = Answers[_made++];
        return answer.Failure is null ? Task.FromResult(toAnswer(answer.Value)) : Task.FromException<T>(answer.Failure);
    }

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;

    private Answer Happen(CallKind kind, Func<ModelState, (ModelState State, object? Value, string Text)> act)
    {
        switch (fate)
        {
            case Fate.Fails:
                return new Answer(null, FailureOf(kind, happened: false), "failed");
            case Fate.HostKeyChanged:
                return new Answer(new SshAnswer.HostKeyChanged(null), null, "changed");
        }

        try
        {
            (State, var value, var text) = act(State);
            return fate == Fate.AnswerLost ? new Answer(null, FailureOf(kind, happened: true), "lost") : new Answer(value, null, text);
        }
        catch (InvalidOperationException refused)
        {
            return new Answer(null, refused, refused.Message);
        }
        catch (NotSupportedException unknown)
        {
            State = State with { Broken = "the model is incomplete: " + unknown.Message };
            return new Answer(null, unknown, unknown.Message);
        }
    }

    private static Exception FailureOf(CallKind kind, bool happened) => kind switch
    {
        CallKind.VaultRead or CallKind.VaultWrite or CallKind.MakeKey => new VaultUnavailableException(VaultTrouble.Timeout, happened),
        CallKind.Target => new TokenServiceException("The connection was lost."),
        CallKind.ServerEdit or CallKind.Login => new SshCommandException("The connection was lost."),
        _ => new NpgsqlException("The connection was lost."),
    };
}
