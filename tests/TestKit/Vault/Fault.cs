namespace PenguinMails.TestKit;

/// <summary>One kind of trouble.</summary>
public abstract record Fault
{
    /// <summary>The request never reaches Vault; this is answered.</summary>
    public sealed record Answer(int Status, string Body = """{"errors":["1 error occurred:\n\t* internal error\n\n"]}""", (string, string)[]? Headers = null) : Fault;

    /// <summary>The connection breaks before Vault hears of it.</summary>
    public sealed record Cut : Fault;

    /// <summary>Vault acts, and the answer is lost.</summary>
    public sealed record LoseAnswer : Fault;

    /// <summary>Vault acts, and the answer does not come for as long as the client waits.</summary>
    public sealed record HoldAnswer : Fault;

    /// <summary>Vault hears of it late.</summary>
    public sealed record Delay(TimeSpan Time) : Fault;
}
