namespace PenguinMails.KeyIssuance.Operations;

/// <summary>What the database announces of operations when a transaction commits (<c>0002_operation_notices.sql</c>).</summary>
public static class OperationNotices
{
    /// <summary>A new operation can be worked.</summary>
    public const string Due = "operation_due";

    /// <summary>An operation or one of its steps has changed; the payload is its id.</summary>
    public const string Changed = "operation_changed";
}
