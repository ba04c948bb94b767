namespace PenguinMails.KeyIssuance.Drift;

/// <summary>What the database announces of checks when a transaction commits (<c>0010_observed_state.sql</c>).</summary>
public static class DriftNotices
{
    /// <summary>A check was requested.</summary>
    public const string Due = "drift_due";
}
