namespace PenguinMails.DevVault.Logical;

/// <summary>Ends a request with a refusal from below a handler (field conversion, templates, key lookup).</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal => refusal;

    public static RefusedException Invalid(string message) => new(new(StatusCodes.Status400BadRequest, message));

    public static RefusedException Failed(int status, string message) => new(new(status, message, Listed: true));
}
