namespace PenguinMails.Audit.Approvals;

/// <summary>Copies a request of another service, so that one list shows them all. This service's own are there already.</summary>
internal sealed class ApprovalRequestedConsumer(Database database) : InboxConsumer<ApprovalRequested>(database)
{
    protected override Task HandleAsync(ApprovalRequested message, DatabaseTransaction transaction) => IsOwn(message.Kind) ? Task.CompletedTask : transaction.ExecuteAsync(
        """
        insert into approval (approval_id, kind, subject_id, location, summary, reason, state, requested_by_id, requested_by, requested_at, expires_at, is_copy)
        values (@ApprovalId, @Kind, @SubjectId, @Location, @Summary, @Reason, 'pending', @RequestedBy, @RequestedByName, @OccurredAt, @ExpiresAt, true)
        on conflict (approval_id) do update set
            location = @Location, summary = @Summary, reason = @Reason, requested_by_id = @RequestedBy, requested_by = @RequestedByName,
            requested_at = @OccurredAt, expires_at = @ExpiresAt
        where approval.is_copy
        """,
        message);

    /// <summary>Whether this service keeps such requests itself: of these it makes no copies.</summary>
    public static bool IsOwn(string kind) => ApprovalKinds.OwnerOf(kind) == PlatformServices.Audit;
}

/// <summary>Ends the copy of a request of another service, also when the decision arrives before the request.</summary>
internal sealed class ApprovalDecidedConsumer(Database database) : InboxConsumer<ApprovalDecided>(database)
{
    protected override Task HandleAsync(ApprovalDecided message, DatabaseTransaction transaction) => ApprovalRequestedConsumer.IsOwn(message.Kind) ? Task.CompletedTask : transaction.ExecuteAsync(
        """
        insert into approval (approval_id, kind, subject_id, location, summary, reason, state, requested_by_id, requested_by, requested_at, expires_at,
                              decided_by, decided_at, decision_reason, is_copy)
        values (@ApprovalId, @Kind, @SubjectId, '', '', '', @State, @Nobody, '', @OccurredAt, @OccurredAt, @DecidedByName, @OccurredAt, @Reason, true)
        on conflict (approval_id) do update set state = @State, decided_by = @DecidedByName, decided_at = @OccurredAt, decision_reason = @Reason
        where approval.is_copy and approval.state = 'pending'
        """,
        new { message.ApprovalId, message.Kind, message.SubjectId, message.State, message.OccurredAt, message.DecidedByName, message.Reason, Nobody = Guid.Empty });
}
