import { Check, MessageCircleQuestionMark, X } from 'lucide-react'
import { DECISION_DIALOGS } from '../../../../components/inbox/inbox-words.ts'
import { DialogTrigger } from '../../../../components/ui/dialog.tsx'

/** What can be done with an item, each opening its form; what cannot says why. Without `ask`, nobody can be asked. */
export const DecisionButtons = ({
  approve,
  reject,
  ask,
}: {
  approve: { label: string; whyNot: string | null }
  reject: { label: string; whyNot: string | null }
  ask?: { whyNot: string | null } | undefined
}) => (
  <>
    {ask && (
      <DialogTrigger
        dialogId={DECISION_DIALOGS.ask}
        variant="ghost"
        className="max-sm:order-last"
        icon={<MessageCircleQuestionMark aria-hidden />}
        disabledReason={ask.whyNot}
      >
        Ask a question
      </DialogTrigger>
    )}
    <DialogTrigger dialogId={DECISION_DIALOGS.reject} icon={<X aria-hidden />} disabledReason={reject.whyNot}>
      {reject.label}
    </DialogTrigger>
    <DialogTrigger dialogId={DECISION_DIALOGS.approve} variant="primary" icon={<Check aria-hidden />} disabledReason={approve.whyNot}>
      {approve.label}
    </DialogTrigger>
  </>
)
